"""Dev scores of a model as the training sees them: events and spans by the scorer's rules, codes left out."""
import importlib.util, os, torch
import data as D
from ontology import *


def scorer():
    p = os.environ.get('BAROGRAPH_SCORER') or os.path.join(ROOT, '..', 'shared', 'eval', 'score.py')
    spec = importlib.util.spec_from_file_location('score', p)
    m = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(m)
    return m


def predict(models, xs, device, threshold=0.5, size=128):
    """-> per example [(start, end, type, score, part labels, circ labels, mode, status, force)], the models' probabilities averaged."""
    out = [None] * len(xs)
    order = sorted(range(len(xs)), key=lambda i: len(xs[i]['pieces']))
    for k in range(0, len(order), size):
        idx = order[k:k + size]
        sub = [{q: v for q, v in xs[i].items() if q not in ('trig', 'events')} for i in idx]
        b = D.batch(sub, device)
        enc = [m.encode(b) for m in models]
        p = sum(e[1].float().softmax(-1) for e in enc) / len(models)
        p = p.cpu()
        trig = [D.decode(x, p[i], threshold) for i, x in enumerate(sub)]
        flat = [(i, t) for i, ts in enumerate(trig) for t in ts]
        for i in idx:
            out[i] = []
        if not flat:
            continue
        r = {k: torch.tensor([t[j] for _, t in flat], device=device) for j, k in enumerate(('start', 'end', 'type'))}
        r['sent'] = torch.tensor([i for i, _ in flat], device=device)
        heads = [m.roles(e[0], b, r) for m, e in zip(models, enc)]
        part, circ, mode, status, force = (sum(h[j].float().softmax(-1) for h in heads).cpu() for j in range(5))
        for j, (i, (a, e, t, s)) in enumerate(flat):
            n = len(sub[i]['spans'])
            pr = PAIR_RANGE[TYPES[t]]
            out[idx[i]].append((a, e, t, s, part[j, :n].argmax(-1).tolist(), circ[j, :n].argmax(-1).tolist(),
                                pr[int(mode[j, pr].argmax())], int(status[j].argmax()), int(force[j].argmax())))
    return out


def events(x, pred):
    """Predictions of one sentence in the data's form."""
    sp = lambda a, b: dict(text=x['text'][x['spans'][a][0]:x['spans'][b - 1][1]], start=x['spans'][a][0], end=x['spans'][b - 1][1])
    out = []
    for a, b, t, s, part, circ, mode, status, force in pred:
        e = dict(type=TYPES[t], mode=PAIRS[mode][1], status=STATUSES[status], trigger=sp(a, b), confidence=s, actors=[], recipients=[],
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


def dev(model, xs, gold, device, threshold=0.5):
    models = model if isinstance(model, list) else [model]
    pred = predict(models, xs, device, threshold)
    g = {i: (r['text'], r['events']) for i, r in gold.items()}
    p = {x['id']: (x['text'], events(x, q)) for x, q in zip(xs, pred)}
    r = scorer().score(g, p)
    s = {k: r[k]['f1'] if k in r else 0.0 for k in ('event', 'detect', 'actor', 'recipient', 'location', 'time', 'notocc')}
    s.update({k: r[k]['acc'] if k in r else 0.0 for k in ('mode', 'status')}, p=r['event']['p'], r=r['event']['r'])
    s['sum'] = round(s['event'] * 2 + (s['actor'] + s['recipient']) / 2 + 0.3 * s['mode'] + 0.3 * s['status'], 4)
    return s
