"""Dev scores of a model as the training sees them: events and spans by the scorer's rules, codes left out."""
import functools, importlib.util, os
import numpy as np
import torch
import data as D
from ontology import *


@functools.cache
def scorer():
    p = os.environ.get('BAROGRAPH_SCORER') or os.path.join(ROOT, '..', 'shared', 'eval', 'score.py')
    spec = importlib.util.spec_from_file_location('score', p)
    m = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(m)
    return m


CANDIDATE = 0.25       # words less likely than this to be a trigger are not looked at twice


def settle(q, kind):
    """Type, mode and score of a candidate from both readings: q, the trigger head's [17] over types times its certainty, and kind,
    the kind head's probabilities. The score is the geometric mean of what each gives an event here."""
    act, none = q.sum(), kind[NONE]
    own = np.bincount(PAIR_TYPE, kind[:NONE], len(TYPES))
    t = int((q * own).argmax())
    pr = PAIR_RANGE[TYPES[t]]
    return t, pr[int(kind[pr].argmax())], float(np.sqrt(max(0.0, act * (1 - none))))


def predict(models, xs, device, candidate=CANDIDATE, size=128):
    """-> per example [(start, end, type, score, part labels, circ labels, pair, status, force)], the models' probabilities averaged."""
    out = [None] * len(xs)
    order = sorted(range(len(xs)), key=lambda i: len(xs[i]['pieces']))
    for k in range(0, len(order), size):
        idx = order[k:k + size]
        sub = [{q: v for q, v in xs[i].items() if q not in ('trig', 'events')} for i in idx]
        b = D.move(D.batch(sub), device)
        enc = [m.encode(b) for m in models]
        p = (sum(e[1].float().softmax(-1) for e in enc) / len(models)).cpu().numpy()
        flat = [(i, t) for i, x in enumerate(sub) for t in D.decode(p[i, :len(x['spans'])], candidate)]
        for i in idx:
            out[i] = []
        if not flat:
            continue
        r = dict(sent=torch.tensor([i for i, _ in flat], device=device), start=torch.tensor([t[0] for _, t in flat], device=device),
                 end=torch.tensor([t[1] for _, t in flat], device=device))
        heads = [m.roles(e[0], b, r) for m, e in zip(models, enc)]
        part, circ, kind, status, force = ((sum(h[j].float().softmax(-1) for h in heads) / len(models)).cpu().numpy() for j in range(5))
        for j, (i, (a, e, q)) in enumerate(flat):
            n = len(sub[i]['spans'])
            t, pair, score = settle(q, kind[j])
            out[idx[i]].append((a, e, t, score, part[j, :n].argmax(-1).tolist(), circ[j, :n].argmax(-1).tolist(), pair,
                                int(status[j].argmax()), int(force[j].argmax())))
    return out


def events(x, pred):
    """Predictions of one sentence in the data's form."""
    sp = lambda a, b: dict(text=x['text'][x['spans'][a][0]:x['spans'][b - 1][1]], start=x['spans'][a][0], end=x['spans'][b - 1][1])
    out = []
    for a, b, t, s, part, circ, pair, status, force in pred:
        e = dict(type=TYPES[t], mode=PAIRS[pair][1], status=STATUSES[status], trigger=sp(a, b), confidence=s, actors=[], recipients=[],
                 locations=[], times=[])
        if TYPES[t] == 'REQUEST':
            e['force'] = FORCES[force]
        for k, i, j in D.runs(part):
            e[PART[k]].append(sp(i, j))
        for k, i, j in D.runs(circ):
            if CIRC[k] in ('locations', 'times'):
                e[CIRC[k]].append(sp(i, j))
            else:
                e.setdefault(CIRC[k], sp(i, j))
        out.append(e)
    return out


def dev(model, xs, gold, device, threshold=None):
    """Scores; without a threshold, at the best of a few."""
    pred = predict(model if isinstance(model, list) else [model], xs, device)
    g = {i: (r['text'], r['events']) for i, r in gold.items()}
    best = None
    for th in [threshold] if threshold else [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7]:
        p = {x['id']: (x['text'], events(x, [e for e in q if e[3] >= th])) for x, q in zip(xs, pred)}
        r = scorer().score(g, p)
        s = {k: r[k]['f1'] if k in r else 0.0 for k in ('event', 'detect', 'actor', 'recipient', 'location', 'time', 'notocc')}
        s.update({k: r[k]['acc'] if k in r else 0.0 for k in ('mode', 'status')}, p=r['event']['p'], r=r['event']['r'], th=th)
        s['sum'] = round(s['event'] * 2 + (s['actor'] + s['recipient']) / 2 + 0.3 * s['mode'] + 0.3 * s['status'], 4)
        if best is None or s['sum'] > best['sum']:
            best = s
    return best
