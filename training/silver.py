#!/usr/bin/env python3
"""Let teachers label unannotated sentences, for a student to learn from.

usage: silver.py --texts FILE.txt[.gz] --data DIR --out FILE.pt MODEL.pt...

Texts stand one a line. Every word's trigger probabilities, and for each trigger found the probabilities of roles, mode, status and
force, are the mean over the models. Kept in half precision."""
import gzip, os, sys, torch
import data as D
from model import Extractor
from ontology import *
from tokens import Tokenizer


def load_model(path, device):
    m = torch.load(path, map_location='cpu', weights_only=False)
    model = Extractor(m['cfg'])
    model.load_state_dict(m['state'])
    return model.to(device).eval()


def label(models, xs, device, threshold=0.25, size=256):
    order = sorted(range(len(xs)), key=lambda i: len(xs[i]['pieces']))
    for k in range(0, len(order), size):
        sub = [xs[i] for i in order[k:k + size]]
        b = D.batch(sub, device)
        with torch.no_grad(), torch.autocast('cuda', torch.bfloat16, enabled=device == 'cuda'):
            enc = [m.encode(b) for m in models]
            p = (sum(e[1].float().softmax(-1) for e in enc) / len(models)).cpu()
            trig = [D.decode(x, p[i], threshold) for i, x in enumerate(sub)]
            flat = [(i, t) for i, ts in enumerate(trig) for t in ts]
            for i, x in enumerate(sub):
                x['p_trig'], x['silver'] = p[i, :len(x['spans'])].half(), []
            if not flat:
                continue
            r = {k: torch.tensor([t[j] for _, t in flat], device=device) for j, k in enumerate(('start', 'end', 'type'))}
            r['sent'] = torch.tensor([i for i, _ in flat], device=device)
            heads = [m.roles(e[0], b, r) for m, e in zip(models, enc)]
        from train import masked_mode
        mix = lambda j, f=lambda v: v: (sum(f(h[j].float()).softmax(-1) for h in heads) / len(models)).cpu().half()
        part, circ, status, force = mix(0), mix(1), mix(3), mix(4)
        mode = mix(2, lambda v: masked_mode(v, r['type']))
        for j, (i, (a, e, t, s)) in enumerate(flat):
            n = len(sub[i]['spans'])
            sub[i]['silver'].append(dict(start=a, end=e, type=t, part=part[j, :n].clone(), circ=circ[j, :n].clone(), mode=mode[j].clone(),
                                         status=status[j].clone(), force=force[j].clone()))
    return xs


def batch(xs, device):
    """Like data.batch, with the teachers' probabilities."""
    b = D.batch([{k: v for k, v in x.items() if k not in ('p_trig', 'silver')} for x in xs], 'cpu')
    W = b['first'].shape[1]
    padw = lambda v: torch.nn.functional.pad(v.float(), (0, 0, 0, W - v.shape[0]))
    b['p_trig'] = torch.stack([padw(x['p_trig']) for x in xs])
    b['wmask'] = torch.tensor([[1.0] * len(x['spans']) + [0.0] * (W - len(x['spans'])) for x in xs])
    ev = [(i, e) for i, x in enumerate(xs) for e in x['silver']]
    if ev:
        r = {k: torch.tensor([e[k] for _, e in ev]) for k in ('type', 'start', 'end')}
        r['sent'] = torch.tensor([i for i, _ in ev])
        r['p_part'], r['p_circ'] = (torch.stack([padw(e[k]) for _, e in ev]) for k in ('part', 'circ'))
        for k in ('mode', 'status', 'force'):
            r['p_' + k] = torch.stack([e[k] for _, e in ev]).float()
        b['r'] = r
    move = lambda v: v.to(device, non_blocking=True) if torch.is_tensor(v) else {k: move(x) for k, x in v.items()}
    return move(b)


def main(a):
    opts = {}
    while a and a[0].startswith('--'):
        k = a.pop(0)[2:]
        opts[k] = a.pop(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    tok = Tokenizer(os.path.join(opts['data'], 'vocab.txt'))
    op = gzip.open if opts['texts'].endswith('.gz') else open
    with op(opts['texts'], 'rt', encoding='utf8') as f:
        rows = [dict(id=str(i), text=t.strip(), events=[]) for i, t in enumerate(f) if t.strip()]
    rows = rows[:int(opts.get('limit', len(rows)))]
    keep = ('pieces', 'case', 'first', 'word', 'spans')
    xs = [{k: v for k, v in D.example(r, tok).items() if k in keep} for r in rows]
    label([load_model(p, device) for p in a], xs, device)
    torch.save(xs, opts['out'])
    print(f"{len(xs)} sentences, {sum(len(x['silver']) for x in xs)} triggers")


if __name__ == '__main__':
    main(sys.argv[1:])
