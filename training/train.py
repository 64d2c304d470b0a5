#!/usr/bin/env python3
"""Train the extractor.

usage: train.py --data DIR --base FILE [--out FILE] [--name value ...]

DIR holds train.jsonl and dev.jsonl (and optionally own.jsonl, countries.json, silver.pt); FILE is a BERT-like safetensors checkpoint.
Options are the keys of DEFAULT below. Writes the weights with the best dev score (the mean of the last ones) and prints a line of
dev scores per evaluation. Everything random follows from --seed.
"""
import json, math, os, random, sys, time
import torch, torch.nn.functional as F
import data as D
import evaluate
from model import Extractor, load_bert
from ontology import *
from tokens import Tokenizer

DEFAULT = dict(data='', base='', out='', vocab='', seed=1, epochs=12, size=32, lr=1e-4, head_lr=5e-4, decay=0.9, warmup=0.1, shared=5,
               trigger=1, role=1, dropout=0.1, swap=0.5, own=1, ema=0.998, int8_from=2.0, device='', silver='', silver_weight=1.0,
               silver_size=96, steps=0, eval_every=2.0, limit=0, word_dropout=0.0, temperature=1.0, gold_weight=1.0, role_weight=1.0)


def config(base, o):
    c = dict(vocab=30522, max_pieces=256, shared=o['shared'], trigger=o['trigger'], role=o['role'], dropout=o['dropout'])
    if 'relative' in base:
        return dict(c, width=768, heads=12, inner=3072, relative=True)
    return dict(c, width=384, heads=12, inner=1536)


def read_base(path):
    """A checkpoint as float32 tensors: safetensors, or the packed form of pack.py."""
    import pack
    return pack.read(path)


def losses(model, b, o):
    x, lt = model.encode(b)
    n = b['trig'].shape[0]
    loss = F.cross_entropy(lt.flatten(0, 1), b['trig'].flatten(), reduction='sum') / n / 8
    r = b.get('r')
    if r is not None:
        part, circ, mode, status, force = model.roles(x, b, r)
        k = len(r['sent'])
        role = (F.cross_entropy(part.flatten(0, 1), r['part'].flatten(), reduction='sum')
                + F.cross_entropy(circ.flatten(0, 1), r['circ'].flatten(), reduction='sum')) / k / 8
        own = F.cross_entropy(masked_mode(mode, r['type']), r['mode']) * 0.5 + F.cross_entropy(status, r['status']) * 0.5
        if (r['force'] >= 0).any():
            own = own + F.cross_entropy(force, r['force'], ignore_index=-1) * 0.2
        loss = loss + o['role_weight'] * (role + own)
    return loss


MODE_MASK = torch.full((len(TYPES), len(PAIRS)), -1e4)
for i, t in enumerate(TYPES):
    MODE_MASK[i, PAIR_RANGE[t]] = 0


def masked_mode(mode, types):
    return mode + MODE_MASK.to(mode.device)[types]


def soft(logits, target, mask=None):
    """Cross entropy against probabilities, summed over rows that mask keeps."""
    ce = -(target * F.log_softmax(logits.float(), -1)).sum(-1)
    return (ce * mask).sum() if mask is not None else ce.sum()


def distil(model, b, o):
    """Losses against the teachers' probabilities (see silver.py)."""
    x, lt = model.encode(b)
    loss = soft(lt, b['p_trig'], b['wmask']) / lt.shape[0] / 8
    r = b.get('r')
    if r is not None:
        part, circ, mode, status, force = model.roles(x, b, r)
        k, wm = len(r['sent']), b['wmask'][r['sent']]
        role = (soft(part, r['p_part'], wm) + soft(circ, r['p_circ'], wm)) / k / 8
        own = (soft(masked_mode(mode, r['type']), r['p_mode']) * 0.5 + soft(status, r['p_status']) * 0.5) / k
        isreq = (r['type'] == TYPES.index('REQUEST')).float()
        own = own + soft(force, r['p_force'], isreq) / isreq.sum().clamp_min(1) * 0.2
        loss = loss + o['role_weight'] * (role + own)
    return loss


def groups(model, o):
    """Lower layers learn more slowly."""
    g, depth = [], o['shared'] + 1
    def add(params, lr):
        params = list(params)
        g.append(dict(params=[p for p in params if p.ndim > 1], lr=lr, weight_decay=0.01))
        g.append(dict(params=[p for p in params if p.ndim < 2], lr=lr, weight_decay=0.0))
    emb = [model.word, model.position, model.norm] + ([model.relative] if model.relative is not None else [])
    add([p for m in emb for p in m.parameters()], o['lr'] * o['decay'] ** depth)
    for i, l in enumerate(model.shared):
        add(l.parameters(), o['lr'] * o['decay'] ** (depth - 1 - i))
    add([p for m in (model.trigger, model.role) for p in m.parameters()], o['lr'])
    add([p for m in (model.head, model.case, model.mark, model.distance) for p in m.parameters()], o['head_lr'])
    return g


def main(argv):
    o = dict(DEFAULT)
    for k, v in zip(argv[::2], argv[1::2]):
        k = k.lstrip('-').replace('-', '_')
        if k not in o:
            sys.exit(f'train.py: no option --{k}')
        o[k] = type(o[k])(v)
    dev_ = o['device'] or ('cuda' if torch.cuda.is_available() else 'cpu')
    rng = random.Random(o['seed'])
    torch.manual_seed(o['seed'])
    if dev_ == 'cpu':
        torch.set_num_threads(2)
    torch.set_float32_matmul_precision('high')
    path = lambda n: os.path.join(o['data'], n)
    tok = Tokenizer(o['vocab'] or path('vocab.txt'))
    rows = D.load(path('train.jsonl'))
    if o['own'] and os.path.exists(path('own.jsonl')):
        rows += D.load(path('own.jsonl')) * o['own']
    if o['limit']:
        rows = rows[:o['limit']]
    dev = [D.example(r, tok) for r in D.load(path('dev.jsonl'))]
    gold = {x['id']: x for x in D.load(path('dev.jsonl'))}
    swap = D.Swap(json.load(open(path('countries.json')))) if o['swap'] and os.path.exists(path('countries.json')) else None
    base = read_base(o['base'])
    kind = 'relative' if any('relative_attention_bias' in k for k in base) else ''
    model = Extractor(config(kind, o)).to('cpu')
    load_bert(model, base, 12 if kind else 6)
    model.to(dev_)
    silver = torch.load(o['silver'], weights_only=False) if o['silver'] else None
    opt = torch.optim.AdamW(groups(model, o), betas=(0.9, 0.98), eps=1e-6, fused=dev_ == 'cuda')
    for g in opt.param_groups:
        g['peak'] = g['lr']
    per = len(silver) // o['silver_size'] if silver else len(rows) // o['size']
    total = o['steps'] or int(per * o['epochs'])
    mean = {k: v.detach().clone().float() for k, v in model.state_dict().items()}
    step, t0, best, gold_bs, silver_bs = 0, time.time(), (0, None), [], []
    amp = lambda: torch.autocast('cuda', torch.bfloat16, enabled=dev_ == 'cuda')

    def next_gold():
        if not gold_bs:
            xs = []
            for r in rows:
                if swap and rng.random() < o['swap']:
                    r = swap(r, rng)
                xs.append(D.example(D.recase(r, rng), tok))
            gold_bs.extend(D.buckets(xs, o['size'], rng))
        return gold_bs.pop()

    def next_silver():
        if not silver_bs:
            silver_bs.extend(D.buckets(silver, o['silver_size'], rng))
        return silver_bs.pop()

    import silver as S
    while step < total:
        model.train()
        if step == int(total * o['int8_from']):
            from model import Linear
            for m in model.modules():
                if isinstance(m, Linear):
                    m.int8 = True
        f = min((step + 1) / max(1, total * o['warmup']), max(0.02, (total - step) / max(1, total * (1 - o['warmup']))))
        for g in opt.param_groups:
            g['lr'] = g['peak'] * f
        with amp():
            loss = losses(model, drop_words(D.batch(next_gold(), dev_), o), o) * o['gold_weight']
            if silver:
                loss = loss + o['silver_weight'] * distil(model, S.batch(next_silver(), dev_), o)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        step += 1
        d = min(o['ema'], step / (step + 20))
        with torch.no_grad():
            cur = model.state_dict()
            ks = list(cur)
            torch._foreach_lerp_([mean[k] for k in ks], [cur[k].float() for k in ks], 1 - d)
        if step % max(1, int(per * o['eval_every'])) == 0 and step >= total * 0.3 or step == total:
            live = {k: v.detach().clone() for k, v in model.state_dict().items()}
            model.load_state_dict(mean)
            model.eval()
            with torch.no_grad():
                s = evaluate.dev(model, dev, gold, dev_)
            print(json.dumps(dict(step=step, sec=round(time.time() - t0), loss=round(loss.item(), 3), **s)), flush=True)
            if s['sum'] >= best[0] or o['silver']:      # with silver the last is taken: dev decides options, not steps
                best = (s['sum'], {k: v.detach().cpu().clone() for k, v in mean.items()}, s)
            model.load_state_dict(live)
    print('BEST', json.dumps(dict(best[2], options={k: v for k, v in o.items() if v != DEFAULT[k] and k not in ('data', 'base')})), flush=True)
    if o['out']:
        torch.save(dict(cfg=model.cfg, state=best[1], dev=best[2], options=o), o['out'])


def drop_words(b, o):
    """Some pieces are masked ([MASK] is 103), so that no single word decides."""
    if o['word_dropout']:
        m = (torch.rand(b['pieces'].shape, device=b['pieces'].device) < o['word_dropout']) & (b['word'] >= 0)
        b['pieces'] = torch.where(m, 103, b['pieces'])
    return b


if __name__ == '__main__':
    main(sys.argv[1:])
