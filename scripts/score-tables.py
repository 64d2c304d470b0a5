#!/usr/bin/env python3
"""Writes the score tables of README.md and MODEL_CARD.md anew: barograph eval DATA --json | scripts/score-tables.py"""
import json, re, sys

s = json.load(sys.stdin)
ROWS = [('event', 'events: type, and the same words or people'), ('detect', 'events, whatever the type'),
        ('dyad', 'dyads: who did what to whom, by country code'), ('quad', 'quad classes of a sentence'), ('actor', 'actors'),
        ('recipient', 'recipients'), ('location', 'locations'), ('time', 'times'), ('notocc', 'statuses other than occurred')]
f1 = '\n'.join(f"| {name} | {s[k]['f1']:.3f} | {s[k]['p']:.3f} | {s[k]['r']:.3f} | {s[k]['gold']} |" for k, name in ROWS) + '\n'
acc = ''.join(f"| {name} | {s[k]['acc']:.3f} | {s[k]['n']} |\n" for k, name in (('mode', 'mode'), ('status', 'status'), ('code', 'country code')))
for path in ('README.md', 'MODEL_CARD.md'):
    text = open(path, encoding='utf8').read()
    text = re.sub(r'(?:\| events: type.*\n)(?:\| .*\n)+', lambda m: f1, text, count=1)
    text = re.sub(r'(?:\| mode \| 0\.\d+ \| \d+ \|\n)(?:\| .*\n)+', lambda m: acc, text, count=1)
    if path == 'MODEL_CARD.md':
        order = re.findall(r'^\| ([A-Z]+) \| 0', text, re.M)
        for t in order:
            v = s['types'][t]
            text = re.sub(rf'^\| {t} \| 0.*$', f"| {t} | {v['f1']:.3f} | {v['p']:.3f} | {v['r']:.3f} | {v['gold']} |", text, flags=re.M)
    open(path, 'w', encoding='utf8').write(text)
