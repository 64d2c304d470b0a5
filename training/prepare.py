#!/usr/bin/env python3
"""Lay the training folder: prepare.py --shared DIR --out DIR

From DIR/data: the annotated sentences, and unannotated ones (chronicle, treebanks) for the teachers to label, without any text of dev.
From the project: its own annotated sentences, its annotation of sentences of the chronicle, and the table of countries for swapping names."""
import csv, glob, gzip, json, os, re, sys
import chronicle as C
import data as D
import sentences as S

HERE = os.path.dirname(os.path.abspath(__file__))


def countries():
    """(names, adjectives, capitals) of each country in actors/data/countries.tsv."""
    path = os.path.join(HERE, '..', 'actors', 'data', 'countries.tsv')
    rows, head = [], None
    for line in open(path, encoding='utf8'):
        line = line.rstrip('\n')
        if not line or line.startswith('#'):
            continue
        cells = line.split('\t')
        if head is None:
            head = cells
            continue
        r = dict(zip(head, cells))
        many = lambda *ks: [x.strip() for k in ks for x in (r.get(k) or '').split('|') if x.strip() and x.strip()[0].isupper()]
        if re.fullmatch('[A-Z]{3}', r.get('code', '')):
            rows.append((many('name', 'aliases')[:4], many('adjectives')[:1], many('capitals')[:1]))
    return rows


def main(a):
    o = dict(zip(a[::2], a[1::2]))
    src, out = os.path.join(o['--shared'], 'data'), o['--out']
    os.makedirs(out, exist_ok=True)
    dev = D.load(f'{src}/events/dev.jsonl')
    held = {re.sub(r'\W+', ' ', r['text']).strip() for r in dev}
    for n in ('train', 'dev'):
        with open(f'{out}/{n}.jsonl', 'w', encoding='utf8') as f:
            f.writelines(json.dumps(r, ensure_ascii=False) + '\n' for r in D.load(f'{src}/events/{n}.jsonl'))
    own = [r for p in sorted(glob.glob(os.path.join(HERE, 'sentences', '*.txt'))) for r in S.read(p)[0]]
    texts = [r['text'] for p in sorted(glob.glob(f'{src}/wikipedia_current_events/*.jsonl.gz')) for r in D.load(p)]
    for p in sorted(glob.glob(f'{src}/ud/*-train.conllu.gz')):
        with gzip.open(p, 'rt', encoding='utf8') as f:
            texts += [l[9:].strip() for l in f if l.startswith('# text = ')]
    seen, keep = set(held), []
    for t in texts:
        k = re.sub(r'\W+', ' ', t).strip()
        if k not in seen and 3 <= len(t.split()) <= 90:
            seen.add(k)
            keep.append(t)
    whole = ' \n '.join(re.sub(r'\W+', ' ', t).strip() for t in keep)
    bad = {h for h in held if len(h) > 30 and h in whole}
    keep = [t for t in keep if not any(h in re.sub(r'\W+', ' ', t) for h in bad)]
    keep = [' '.join(t.split()) for t in keep]
    with gzip.open(f'{out}/texts.txt.gz', 'wt', encoding='utf8') as f:
        f.writelines(t + '\n' for t in keep)
    chronicle = C.read(keep)
    with open(f'{out}/own.jsonl', 'w', encoding='utf8') as f:
        f.writelines(json.dumps(r, ensure_ascii=False) + '\n' for r in own + chronicle)
    try:
        rows = countries()
        json.dump(rows, open(f'{out}/countries.json', 'w'), ensure_ascii=False)
    except FileNotFoundError:
        rows = []
    print(f'{len(own)} own sentences, {len(chronicle)} of the chronicle, {len(keep)} unannotated, {len(bad)} dev texts kept out, {len(rows)} countries')


if __name__ == '__main__':
    main(sys.argv[1:])
