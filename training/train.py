#!/usr/bin/env python3
"""Train the extractor.

usage: train.py --data DIR --base FILE | --start MODEL [--out FILE] [--name value ...]

DIR holds train.jsonl and dev.jsonl (and optionally own.jsonl, countries.json); FILE is a BERT-like safetensors checkpoint, MODEL what an
earlier run wrote, or several, separated by commas: their mean. On a CPU batches are made beside the training; on a GPU --passes of them are
made first and kept in its memory.
Options are the keys of DEFAULT below. Writes the moving average of the weights and prints a line of dev scores at each of --eval-at (shares of
the whole); --seconds bounds the time instead of --epochs. Everything random follows from --seed.
"""
import itertools, json, multiprocessing, os, pickle, random, sys, tempfile, time
import torch, torch.nn.functional as F
import data as D
import evaluate
from model import Extractor, load, load_bert
from ontology import *
from tokens import Tokenizer

DEFAULT = dict(data='', base='', out='', vocab='', seed=1, epochs=12, size=32, lr=1e-4, head_lr=5e-4, decay=0.9, warmup=0.1, shared=5,
               trigger=1, role=1, dropout=0.1, swap=0.5, own=1, ema=0.998, int8_from=2.0, device='', silver='', silver_weight=1.0,
               silver_size=96, steps=0, eval_at='0.6,0.8', limit=0, word_dropout=0.0, gold_weight=1.0, role_weight=1.0, kind_weight=0.7, workers=2, seconds=0,
               passes=8, start='', grammar='', grammar_size=24, grammar_weight=1.0, grammar_every=1)


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
    r = with_false(b, lt)
    if r is None:
        return loss
    part, circ, kind, status, force = model.roles(x, b, r)
    true = r['kind'] != NONE
    k = int(true.sum()) or 1
    role = (F.cross_entropy(part.flatten(0, 1), r['part'].flatten(), reduction='sum')
            + F.cross_entropy(circ.flatten(0, 1), r['circ'].flatten(), reduction='sum')) / k / 8
    own = F.cross_entropy(kind, r['kind'], reduction='sum') / k
    if true.any():
        own = own + F.cross_entropy(status[true], r['status'][true]) * 0.5
    if (r['force'] >= 0).any():
        own = own + F.cross_entropy(force, r['force'], ignore_index=-1) * 0.2
    return loss + o['role_weight'] * role + o['kind_weight'] * own


def with_false(b, lt):
    """The annotated triggers and the model's own false candidates; those are of kind NONE and have no roles to learn."""
    p = lt.detach().float().softmax(-1).cpu().numpy()
    labels = b['trig'].cpu().numpy()
    extra = [(i, a, e) for i in range(len(p)) for a, e, _ in D.decode(p[i, :(labels[i] >= 0).sum()], evaluate.CANDIDATE)
             if not (labels[i, a:e] > 0).any()][:2 * len(p)]
    r, dev = b.get('r'), lt.device
    if not extra:
        return r
    m, W = len(extra), b['trig'].shape[1]
    new = dict(sent=[x[0] for x in extra], start=[x[1] for x in extra], end=[x[2] for x in extra], kind=[NONE] * m, status=[0] * m, force=[-1] * m)
    new = {k: torch.tensor(v, device=dev) for k, v in new.items()}
    new['part'] = new['circ'] = torch.full((m, W), -100, device=dev)
    return new if r is None else {k: torch.cat([r[k], new[k]]) for k in new}


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
        part, circ, kind, status, force = model.roles(x, b, r)
        real = 1 - r['p_kind'][:, NONE]                          # how sure the teachers are that this is an event
        k, wm = real.sum().clamp_min(1), b['wmask'][r['sent']] * real[:, None]
        role = (soft(part, r['p_part'], wm) + soft(circ, r['p_circ'], wm)) / k / 8
        own = (soft(kind, r['p_kind']) + soft(status, r['p_status'], real) * 0.5) / k
        isreq = r['p_kind'][:, PAIR_RANGE['REQUEST']].sum(-1)
        own = own + soft(force, r['p_force'], isreq) / isreq.sum().clamp_min(1) * 0.2
        loss = loss + o['role_weight'] * role + o['kind_weight'] * own
    return loss


def grammar_loss(model, b):
    """The auxiliary task of grammar.py."""
    x, _ = model.encode(b)
    words = model.role_words(x, b, b['r'])
    y = model.grammar(words)
    return F.cross_entropy(y.flatten(0, 1), b['labels'].flatten(), reduction='sum') / b['labels'].shape[0] / 8


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
    heads = [model.head, model.case, model.mark, model.distance] + ([model.grammar] if o['grammar'] else [])
    add([p for m in heads for p in m.parameters()], o['head_lr'])
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
    torch.backends.cuda.enable_cudnn_sdp(False)           # it compiles anew for every shape of a batch: 2 steps a second instead of 16
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
    if o['start']:
        model = load(o['start'], o['dropout'])
    else:
        base = read_base(o['base'])
        kind = 'relative' if any('relative_attention_bias' in k for k in base) else ''
        model = Extractor(config(kind, o))
        load_bert(model, base, 12 if kind else 6)
    if o['grammar']:
        import grammar
        model.grammar = torch.nn.Linear(model.cfg['width'], len(grammar.LABELS))
    model.to(dev_)
    silver = [x for p in o['silver'].split(',') for x in pickle.load(open(p, 'rb'))] if o['silver'] else None
    opt = torch.optim.AdamW(groups(model, o), betas=(0.9, 0.98), eps=1e-6, fused=True)
    for g in opt.param_groups:
        g['peak'] = g['lr']
    per = len(silver) // o['silver_size'] if silver else len(rows) // o['size']
    total = o['steps'] or int(per * o['epochs'])
    mean = {k: v.detach().clone().float() for k, v in model.state_dict().items()}
    step, quantised = 0, False
    amp = lambda: torch.autocast(dev_, torch.bfloat16)

    def batches(dataset, passes, size):
        """Batches without end: made beside the training on a CPU, made once and kept in the memory of a GPU, which would wait for them."""
        if dev_ == 'cpu':
            return stream(dataset, o['workers'])
        return ahead(dataset, passes, size, o['workers'], dev_, random.Random(o['seed']))

    gold_stream = batches(Gold(rows, swap, tok, o), o['passes'], len(rows) // o['size'])
    silver_stream = batches(Silver(silver, o), 2, len(silver) // o['silver_size']) if silver else None
    grammar_stream = None
    if o['grammar']:
        trees = Grammar(o['grammar'], tok, o)
        grammar_stream = batches(trees, 4, len(trees.xs) // o['grammar_size'])
    t0 = time.time()

    evals = [float(e) for e in o['eval_at'].split(',')]
    done = 0.0
    while done < 1:
        model.train()
        if done >= o['int8_from'] and not quantised:
            quantised = True
            from model import Linear
            for m in model.modules():
                if isinstance(m, Linear):
                    m.int8 = True
        f = max(0.01, min(done / o['warmup'] if o['warmup'] else 1, (1 - done) / (1 - o['warmup'])))
        for g in opt.param_groups:
            g['lr'] = g['peak'] * f
        with amp():
            loss = losses(model, drop_words(D.move(next(gold_stream), dev_), o), o) * o['gold_weight']
            if silver:
                loss = loss + o['silver_weight'] * distil(model, D.move(next(silver_stream), dev_), o)
            if grammar_stream is not None and step % o['grammar_every'] == 0:
                grammatical = grammar_loss(model, D.move(next(grammar_stream), dev_))
                loss = loss + o['grammar_weight'] * grammatical
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        step += 1
        done = (time.time() - t0) / o['seconds'] if o['seconds'] else step / total
        d = min(o['ema'], step / (step + 20))
        with torch.no_grad():
            cur = model.state_dict()
            ks = list(cur)
            torch._foreach_lerp_([mean[k] for k in ks], [cur[k].float() for k in ks], 1 - d)
        if evals and done >= evals[0] or done >= 1:
            evals = evals[1:]
            live = {k: v.detach().clone() for k, v in model.state_dict().items()}
            model.load_state_dict(mean)
            model.eval()
            with torch.no_grad():
                s = evaluate.dev(model, dev, gold, dev_)
            if o['grammar']:
                s = dict(s, grammar=round(grammatical.item(), 3))
            print(json.dumps(dict(step=step, sec=round(time.time() - t0), loss=round(loss.item(), 3), **s)), flush=True)
            if o['out']:                                 # the last counts: dev decides options, not steps
                torch.save(dict(cfg=model.cfg, state={k: v.cpu() for k, v in mean.items() if not k.startswith('grammar.')}, dev=s, options=o), o['out'] + '.tmp')
                if done >= 1:
                    os.replace(o['out'] + '.tmp', o['out'])
            model.load_state_dict(live)
    print('LAST', json.dumps(dict(s, steps=step, options={k: v for k, v in o.items() if v != DEFAULT[k] and k not in ('data', 'base')})), flush=True)


class Gold(torch.utils.data.IterableDataset):
    """Annotated batches without end, augmented anew in each pass."""
    def __init__(self, rows, swap, tok, o):
        self.rows, self.swap, self.tok, self.o = rows, swap, tok, o

    def __iter__(self):
        rng = worker_rng(self.o)
        while True:
            rows = rng.sample(self.rows, len(self.rows))
            for at in range(0, len(rows), 1000):
                xs = []
                for r in rows[at:at + 1000]:
                    if self.swap and rng.random() < self.o['swap']:
                        r = self.swap(r, rng)
                    xs.append(D.example(D.recase(r, rng), self.tok))
                for b in D.buckets(xs, self.o['size'], rng):
                    yield D.batch(b)


class Silver(torch.utils.data.IterableDataset):
    """Batches with the teachers' labels, without end."""
    def __init__(self, xs, o):
        self.xs, self.o = xs, o

    def __iter__(self):
        import silver
        rng = worker_rng(self.o)
        while True:
            for b in D.buckets(self.xs, self.o['silver_size'], rng):
                yield silver.batch(b)


class Grammar(torch.utils.data.IterableDataset):
    """Batches of treebank sentences, without end."""
    def __init__(self, folder, tok, o):
        import grammar
        self.xs, self.o = grammar.examples(folder, tok), o

    def __iter__(self):
        import grammar
        rng = worker_rng(self.o)
        while True:
            for b in D.buckets(self.xs, self.o['grammar_size'], rng):
                yield grammar.batch(b, rng)


def worker_rng(o):
    w = torch.utils.data.get_worker_info()
    return random.Random(o['seed'] * 1000 + (w.id if w else 0))


def stream(dataset, workers):
    return iter(torch.utils.data.DataLoader(dataset, batch_size=None, num_workers=workers, prefetch_factor=8 if workers else None))


def ahead(dataset, passes, size, workers, device, rng):
    """The batches of some passes over a dataset, made by workers, kept on the device and given out in random order without end."""
    with tempfile.TemporaryDirectory(dir='/dev/shm' if os.path.isdir('/dev/shm') else None) as folder:
        def work(w):
            """An own process: batches go by file, for sending tensors between processes can cost more than making them."""
            dataset.o = dict(dataset.o, seed=dataset.o['seed'] * 100 + w)
            torch.set_num_threads(1)
            torch.save(list(itertools.islice(dataset, -(-passes * size // workers))), f'{folder}/{w}')
        fork = multiprocessing.get_context('fork')
        made = [fork.Process(target=work, args=(w,)) for w in range(workers)]
        for p in made:
            p.start()
        for p in made:
            p.join()
            if p.exitcode:
                sys.exit('train.py: a worker that makes batches failed')
        kept = [D.move(b, device) for w in range(workers) for b in torch.load(f'{folder}/{w}')]

    def endless():
        while True:
            rng.shuffle(kept)
            yield from map(dict, kept)
    return endless()


def drop_words(b, o):
    """Some pieces are masked ([MASK] is 103), so that no single word decides."""
    if o['word_dropout']:
        m = (torch.rand(b['pieces'].shape, device=b['pieces'].device) < o['word_dropout']) & (b['word'] >= 0)
        b['pieces'] = torch.where(m, 103, b['pieces'])
    return b


if __name__ == '__main__':
    main(sys.argv[1:])
