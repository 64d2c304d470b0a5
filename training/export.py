#!/usr/bin/env python3
"""Write the weights the program embeds, and the golden vectors that hold Go and PyTorch together.

usage: export.py MODEL.pt[,MODEL.pt…] --data DIR --out WEIGHTS.safetensors [--golden FILE] [--note TEXT] [--threshold X]

Of several models the mean of the weights is exported. Chooses the threshold (unless given), the calibration and the gate (on dev; see MODEL_CARD.md), scores the model in float32 and in int8, prints both."""
import json, os, sys, time
import numpy as np, torch, torch.nn.functional as F
import data as D
import evaluate
from model import Linear, load
from ontology import *
from tokens import Tokenizer

GATE_LOSS = 0.003                        # of the annotated events, at most this share may be lost by the gate
GATE_BIAS, GATE_DECAY = 1.0, 1e-4        # weight of a sentence with events; ridge


def quantise(w):
    """int8 rows and their scales."""
    s = w.abs().amax(-1) / 127
    return torch.round(w / s.clamp_min(1e-30)[:, None]).to(torch.int8), s


def set_int8(model, on):
    for m in model.modules():
        if isinstance(m, Linear):
            m.int8 = on


def fit_gate(xs, vocab, seed=1):
    """Logistic regression over the distinct pieces of a sentence: can it tell an event? -> a function of sentences, weights, bias."""
    torch.manual_seed(seed)
    emb = torch.nn.EmbeddingBag(vocab, 1, mode='sum')
    torch.nn.init.zeros_(emb.weight)
    bias = torch.nn.Parameter(torch.zeros(1))
    opt = torch.optim.Adam([emb.weight, bias], lr=0.02)

    def score(xs):
        ps = [sorted(set(x['pieces'])) for x in xs]
        at = torch.tensor(np.cumsum([0] + [len(b) for b in ps[:-1]]))
        return emb(torch.tensor([p for b in ps for p in b]), at).squeeze(1) + bias
    y = torch.tensor([float(bool(x['events'])) for x in xs])
    for _ in range(120):
        opt.zero_grad()
        (F.binary_cross_entropy_with_logits(score(xs), y, pos_weight=torch.tensor(GATE_BIAS)) + GATE_DECAY * emb.weight.pow(2).sum()).backward()
        opt.step()
    return (lambda xs: score(xs).detach().numpy()), emb.weight.detach().squeeze(1), bias.detach()


def train_gate(train, dev, vocab, folds=5):
    """-> weights, bias, threshold, share of dev's sentences skipped, share of its events lost. The bar is set by cross-validation: each
    fifth of the training sentences is scored by a gate that did not see it."""
    s, n = np.zeros(len(train)), np.array([len(x['events']) for x in train])
    for k in range(folds):
        f, _, _ = fit_gate([x for i, x in enumerate(train) if i % folds != k], vocab)
        s[k::folds] = f(train[k::folds])
    order = np.argsort(s)
    lost = np.cumsum(n[order])
    th = float(s[order[np.nonzero(lost <= GATE_LOSS * n.sum())[0][-1]]])
    f, w, b = fit_gate(train, vocab)
    d, m = f(dev), np.array([len(x['events']) for x in dev])
    print(f'gate: cross-validated, skips {(s < th).mean():.1%} of the sentences ({(s[n == 0] < th).mean():.1%} of those without an event)')
    return w, b, th, float((d < th).mean()), float(m[d < th].sum() / m.sum())


def calibration(pred, xs, gold, threshold):
    """a, b of confidence = 1 / (1 + exp(-(a logit(score) + b))), fitted on dev: is an event of that score right?"""
    sc = evaluate.scorer()
    z, y = [], []
    for x, q in zip(xs, pred):
        q = [e for e in q if e[3] >= threshold]
        text = x['text']
        G = [sc.load(e, text) for e in gold[x['id']]['events']]
        P = [sc.load(e, text) for e in evaluate.events(x, q)]
        hit = {j for _, j in sc.pair(G, P, text, True)}
        for j, e in enumerate(q):
            p = min(max(e[3], 1e-6), 1 - 1e-6)
            z.append(np.log(p / (1 - p)))
            y.append(float(j in hit))
    z, y = torch.tensor(z), torch.tensor(y)
    ab = torch.tensor([1.0, 0.0], requires_grad=True, dtype=torch.float64)
    opt = torch.optim.LBFGS([ab], max_iter=100)

    def step():
        opt.zero_grad()
        l = F.binary_cross_entropy_with_logits(ab[0] * z + ab[1], y.double())
        l.backward()
        return l
    opt.step(step)
    return [round(float(v), 4) for v in ab.detach()]


def dump(model, c, gate, path, config):
    from safetensors.torch import save_file
    t = {}
    def linear(name, m):
        t[name + '.weight'], t[name + '.scale'] = quantise(m.weight)
        t[name + '.bias'] = m.bias
    t['embed.word'], t['embed.word.scale'] = quantise(model.word.weight)
    t['embed.position'], t['embed.case'] = model.position.weight, model.case.weight
    t['embed.norm.weight'], t['embed.norm.bias'] = model.norm.weight, model.norm.bias
    for g in ('shared', 'trigger', 'role'):
        for i, l in enumerate(getattr(model, g)):
            for k in ('qkv', 'out', 'up', 'down'):
                linear(f'{g}.{i}.{k}', getattr(l, k))
            for k in ('norm1', 'norm2'):
                t[f'{g}.{i}.{k}.weight'], t[f'{g}.{i}.{k}.bias'] = getattr(l, k).weight, getattr(l, k).bias
    t['mark'], t['distance'] = model.mark.weight, model.distance.weight
    for k, h in model.head.items():
        t[f'head.{k}.weight'], t[f'head.{k}.bias'] = h.weight, h.bias
    t['gate.weight'], t['gate.bias'] = gate[0], gate[1]
    save_file({k: (v if v.dtype == torch.int8 else v.float()).detach().contiguous() for k, v in t.items()}, path,
              {'config': json.dumps(config)})


def as_stored(model):
    """The model with the weights as the file holds them."""
    with torch.no_grad():
        q, s = quantise(model.word.weight)
        model.word.weight.copy_(q.float() * s[:, None])
        for m in model.modules():
            if isinstance(m, Linear):
                q, s = quantise(m.weight)
                m.weight.copy_(q.float() * s[:, None])
    return model


def golden(model, tok, texts):
    out = {}
    for mode in ('fp32', 'int8'):
        set_int8(model, mode == 'int8')
        rows = []
        for text in texts:
            x = D.example(dict(id='', text=text, events=[]), tok)
            b = D.batch([{k: v for k, v in x.items() if k not in ('trig', 'events')}])
            with torch.no_grad():
                h, lt = model.encode(b)
                cand = D.decode(lt[0].softmax(-1).numpy(), evaluate.CANDIDATE)
                g = dict(text=text, pieces=x['pieces'], case=x['case'], trigger_logits=lt[0].tolist(), triggers=[])
                for a, e, _ in cand:
                    r = dict(sent=torch.tensor([0]), start=torch.tensor([a]), end=torch.tensor([e]))
                    part, circ, kind, status, force = (v[0].tolist() for v in model.roles(h, b, r))
                    g['triggers'].append(dict(start_word=a, end_word=e, participant=part, circumstance=circ, kind=kind, status=status, force=force))
            rows.append(g)
        out[mode] = rows
    set_int8(model, False)
    short = lambda v: round(v, 5) if isinstance(v, float) else [short(x) for x in v] if isinstance(v, list) else \
        {k: short(x) for k, x in v.items()} if isinstance(v, dict) else v
    return short(out)


GOLDEN_TEXTS = [
    "The army said on Monday it had shot down two drones launched by the rebels at the port of Aden, wounding no one.",
    "If talks fail, the minister warned, Ankara will cut off the water.",
    "Élysée aides confirmed that President Macron phoned his Egyptian counterpart twice on 3 May.",
    "Nothing of note happened in the village that winter.",
    "UN CHIEF URGES RESTRAINT AS BORDER CLASHES KILL 14",
    "Colombia’s government and the ELN signed a six-month ceasefire in Havana, but a dissident faction rejected it at once.",
    "Moscow denied that its troops had crossed into the Sumy region, which Kyiv says has been shelled 120 times since Friday.",
    "ok"]


def main(a):
    path, o = a[0], dict(zip(a[1::2], a[2::2]))
    torch.set_num_threads(2)
    model = load(path).eval()
    tok = Tokenizer(os.path.join(o['--data'], 'vocab.txt'))
    read = lambda n: D.load(os.path.join(o['--data'], n))
    gold = {r['id']: r for r in read('dev.jsonl')}
    dev = [D.example(r, tok) for r in gold.values()]
    with torch.no_grad():
        print('float32', json.dumps(evaluate.dev(model, dev, gold, 'cpu')), flush=True)
        as_stored(model)
        set_int8(model, True)
        s = evaluate.dev(model, dev, gold, 'cpu', float(o['--threshold']) if '--threshold' in o else None)
        print('int8   ', json.dumps(s), flush=True)
        pred = evaluate.predict([model], dev, 'cpu')
    ab = calibration(pred, dev, gold, s['th'])
    train = [D.example(r, tok) for r in read('train.jsonl') + read('own.jsonl')]
    w, bias, th, skipped, lost = train_gate(train, dev, model.cfg['vocab'])
    print(f'gate: skips {skipped:.1%} of the dev sentences, {lost:.2%} of the events; calibration {ab}', flush=True)
    c = model.cfg
    config = dict(format=1, width=c['width'], heads=c['heads'], inner=c['inner'], vocab=c['vocab'], max_pieces=c['max_pieces'], shared=c['shared'],
                  trigger=c['trigger'], role=c['role'], candidate=evaluate.CANDIDATE, threshold=s['th'], calibration=ab,
                  gate_threshold=round(th, 4), trained=time.strftime('%Y-%m-%d'), data=o.get('--note', ''))
    set_int8(model, False)
    if '--golden' in o:
        with open(o['--golden'], 'w', encoding='utf8') as f:
            json.dump(golden(model, tok, GOLDEN_TEXTS), f, ensure_ascii=False)
    dump(model, c, (w, bias), o['--out'], config)
    print(f"{o['--out']}: {os.path.getsize(o['--out']) / 1e6:.1f} MB")


if __name__ == '__main__':
    main(sys.argv[1:])
