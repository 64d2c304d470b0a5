#!/usr/bin/env python3
"""Writes the score tables of README.md and MODEL_CARD.md anew: barograph eval DATA --json | scripts/score-tables.py (make score-tables)"""
import json, re, sys

s = json.load(sys.stdin)
ROWS = [('event', 'events: type, and the same words or people'), ('detect', 'events, whatever the type'),
        ('dyad', 'dyads: who did what to whom, by country code'), ('quad', 'quad classes of a sentence'), ('actor', 'actors'),
        ('recipient', 'recipients'), ('location', 'locations'), ('time', 'times'), ('notocc', 'statuses other than occurred')]


def row(name, v):
    return f"| {name} | {v['f1']:.3f} | {v['p']:.3f} | {v['r']:.3f} | {v['gold']} |\n"


def put(path, text, pattern, new):
    """The text with the table at pattern replaced; a table that is not there is an error, for it would stay as it was."""
    text, n = re.subn(pattern, lambda m: new, text, flags=re.M)
    if n != 1:
        sys.exit(f'{path}: {n} tables for {pattern!r}')
    return text


f1 = ''.join(row(name, s[k]) for k, name in ROWS)
acc = ''.join(f"| {name} | {s[k]['acc']:.3f} | {s[k]['n']} |\n" for k, name in (('mode', 'mode'), ('status', 'status'), ('code', 'country code')))
texts = {}
for path in ('README.md', 'MODEL_CARD.md'):
    text = open(path, encoding='utf8').read()
    text = put(path, text, r'^\| events: type.*\n(?:\| .*\n)+', f1)
    text = put(path, text, r'^\| mode \| [01]\.\d+ \| \d+ \|\n(?:\| .*\n)+', acc)
    if path == 'MODEL_CARD.md':
        for t in re.findall(r'^\| ([A-Z]+) \| [01]\.', text, re.M):
            text = put(path, text, rf'^\| {t} \| [01]\..*\n', row(t, s['types'][t]))
    texts[path] = text
for path, text in texts.items():
    open(path, 'w', encoding='utf8').write(text)
