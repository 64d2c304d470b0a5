#!/usr/bin/env python3
"""Let teachers label unannotated sentences, for a student to learn from.

usage: silver.py --texts FILE.txt[.gz] --data DIR --out FILE [--part I/N] MODEL.pt...

Texts stand one a line. Every word's trigger probabilities, and for each trigger found the probabilities of roles, mode, status and
force, are the mean over the models. Kept in half precision."""
import gzip, os, pickle, sys, time
import numpy as np
import torch
import data as D
from model import load
from ontology import *
from tokens import Tokenizer


def label(models, xs, device, candidate=0.1, size=256):
    """Adds p_trig [words, 35] and silver (triggers with their probabilities) to each example."""
    order = sorted(range(len(xs)), key=lambda i: len(xs[i]['pieces']))
    for k in range(0, len(order), size):
        sub = [xs[i] for i in order[k:k + size]]
        b = D.move(D.batch(sub), device)
        with torch.no_grad(), torch.autocast('cuda', torch.bfloat16, enabled=device == 'cuda'):
            enc = [m.encode(b) for m in models]
            p = (sum(e[1].float().softmax(-1) for e in enc) / len(models)).cpu().numpy()
            flat = []
            for i, x in enumerate(sub):
                n = len(x['spans'])
                x['p_trig'], x['silver'] = p[i, :n].astype(np.float16), []
                flat += [(i, t) for t in D.decode(p[i, :n], candidate)]
            if not flat:
                continue
            r = {k: torch.tensor([t[j] for _, t in flat], device=device) for j, k in enumerate(('start', 'end'))}
            r['sent'] = torch.tensor([i for i, _ in flat], device=device)
            heads = [m.roles(e[0], b, r) for m, e in zip(models, enc)]
        part, circ, kind, status, force = ((sum(h[j].float().softmax(-1) for h in heads) / len(models)).cpu().numpy().astype(np.float16)
                                           for j in range(5))
        for j, (i, (a, e, _)) in enumerate(flat):
            n = len(sub[i]['spans'])
            sub[i]['silver'].append(dict(start=a, end=e, part=part[j, :n].copy(), circ=circ[j, :n].copy(), kind=kind[j], status=status[j],
                                         force=force[j]))
    return xs


def batch(xs):
    """Like data.batch, with the teachers' probabilities."""
    b = D.batch(xs)
    W = b['first'].shape[1]

    def stack(vs):
        a = np.zeros((len(vs), W, vs[0].shape[1]), np.float32)
        for i, v in enumerate(vs):
            a[i, :len(v)] = v
        return torch.from_numpy(a)
    b['p_trig'] = stack([x['p_trig'] for x in xs])
    b['wmask'] = D.pad([[1.0] * len(x['spans']) for x in xs], W, 0, np.float32)
    ev = [(i, e) for i, x in enumerate(xs) for e in x['silver']]
    if ev:
        r = {k: torch.tensor([e[k] for _, e in ev]) for k in ('start', 'end')}
        r['sent'] = torch.tensor([i for i, _ in ev])
        r['p_part'], r['p_circ'] = stack([e['part'] for _, e in ev]), stack([e['circ'] for _, e in ev])
        for k in ('kind', 'status', 'force'):
            r['p_' + k] = torch.from_numpy(np.stack([e[k] for _, e in ev]).astype(np.float32))
        b['r'] = r
    return b


def tokenize(texts, vocab):
    tok = Tokenizer(vocab)
    keep = ('pieces', 'case', 'first', 'word', 'spans')
    return [{k: v for k, v in D.example(dict(id='', text=t, events=[]), tok).items() if k in keep} for t in texts]


def main(a):
    opts = {}
    while a and a[0].startswith('--'):
        k = a.pop(0)[2:]
        opts[k] = a.pop(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    i, n = map(int, opts.get('part', '1/1').split('/'))
    op = gzip.open if opts['texts'].endswith('.gz') else open
    with op(opts['texts'], 'rt', encoding='utf8') as f:
        xs = tokenize([t.strip() for k, t in enumerate(f) if t.strip() and k % n == i - 1], os.path.join(opts['data'], 'vocab.txt'))
    print(f'{len(xs)} sentences read', flush=True)
    while not all(os.path.exists(p) for p in a):       # teachers may still be in training
        time.sleep(0.5)
    time.sleep(1)
    label([load(p).to(device).eval() for p in a], xs, device)
    with open(opts['out'], 'wb') as f:
        pickle.dump(xs, f, protocol=5)
    print(f"{len(xs)} sentences, {sum(len(x['silver']) for x in xs)} triggers", flush=True)


if __name__ == '__main__':
    main(sys.argv[1:])
