#!/usr/bin/env python3
"""The project's own annotation of sentences of Wikipedia's chronicle, which are not in the repository: chronicle/*.jsonl hold where the
words stand and what they are, not the words.

usage: chronicle.py pack ANNOTATED.jsonl OUT.jsonl       from {"id", "text", "events"} to the form that is kept

A line is {"of": the text's key, "events": […]}, an event {"type", "mode", "status", "force"?, "trigger": [start, end], "actors": [[start, end,
code, sector], …], "locations": [[start, end], …], "claimant": [start, end], …}, offsets in code points of the text with single spaces.
"""
import glob, hashlib, json, os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
WHO, WHAT, ONE = ('actors', 'recipients'), ('locations', 'times'), ('claimant', 'deaths', 'injuries')


def key(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def pack(row):
    at = lambda s: [s['start'], s['end']]
    events = []
    for e in row['events']:
        k = {n: e[n] for n in ('type', 'mode', 'status', 'force') if e.get(n)}
        k['trigger'] = at(e['trigger'])
        k.update({n: [at(p) + [p['code'], p['sector']] for p in e[n]] for n in WHO if e.get(n)})
        k.update({n: [at(p) for p in e[n]] for n in WHAT if e.get(n)})
        k.update({n: at(e[n]) for n in ONE if e.get(n)})
        events.append(k)
    return {'of': key(row['text']), 'events': events}


def unpack(line, text, name):
    sp = lambda a: {'text': text[a[0]:a[1]], 'start': a[0], 'end': a[1]}
    events = []
    for k in line['events']:
        e = {'type': k['type'], 'mode': k.get('mode', ''), 'status': k['status'], 'trigger': sp(k['trigger'])}
        if 'force' in k:
            e['force'] = k['force']
        e.update({n: [dict(sp(a), code=a[2], sector=a[3]) for a in k.get(n, [])] for n in WHO})
        e.update({n: [sp(a) for a in k.get(n, [])] for n in WHAT})
        e.update({n: sp(k[n]) for n in ONE if n in k})
        events.append(e)
    return {'id': name, 'text': text, 'events': events}


def read(texts):
    """-> annotated rows of all files, for those of the texts that they speak of; says how many were not found."""
    by, rows, lost = {key(t): t for t in texts}, [], 0
    for path in sorted(glob.glob(os.path.join(HERE, 'chronicle', '*.jsonl'))):
        for line in open(path, encoding='utf8'):
            k = json.loads(line)
            if k['of'] in by:
                rows.append(unpack(k, by[k['of']], f"chronicle-{k['of']}"))
            else:
                lost += 1
    if lost:
        print(f'chronicle.py: {lost} annotated sentences are not among the texts', file=sys.stderr)
    return rows


def main(argv):
    if len(argv) != 3 or argv[0] != 'pack':
        sys.exit(__doc__)
    with open(argv[2], 'w', encoding='utf8') as out:
        for line in open(argv[1], encoding='utf8'):
            out.write(json.dumps(pack(json.loads(line)), separators=(',', ':')) + '\n')


if __name__ == '__main__':
    main(sys.argv[1:])
