"""Annotated sentences to training examples: word labels, augmentation, batches."""
import gzip, json, random, re
import numpy as np
import torch
from ontology import *
from tokens import Tokenizer, words


def load(path):
    op = gzip.open if path.endswith('.gz') else open
    with op(path, 'rt', encoding='utf8') as f:
        return [json.loads(l) for l in f if l.strip()]


def covered(spans, s):
    """Words that a code point span touches: [first, last) or None."""
    if not s:
        return None
    k = [i for i, (a, b) in enumerate(spans) if a < s['end'] and s['start'] < b]
    return (k[0], k[-1] + 1) if k else None


def put(labels, w, label):
    """Writes B and I, unless other spans stand there already."""
    if w and not any(labels[i] for i in range(*w)):
        labels[w[0]] = label
        for i in range(w[0] + 1, w[1]):
            labels[i] = label + 1


def words_of_pieces(x):
    """The number of each piece's word, -1 for the special ones."""
    word, n = [-1] * len(x['pieces']), len(x['first'])
    for i, f in enumerate(x['first']):
        for j in range(f, x['first'][i + 1] if i + 1 < n else len(x['pieces']) - 1):
            word[j] = i
    return word


def example(row, tok):
    x = tok.encode(row['text'])
    n = len(x['spans'])
    trig, events = [0] * n, []
    for e in sorted(row['events'], key=lambda e: e['trigger']['end'] - e['trigger']['start']):
        w = covered(x['spans'], e['trigger'])
        if not w or any(trig[i] for i in range(*w)):
            continue
        t = TYPES.index(e['type'])
        put(trig, w, 1 + 2 * t)
        part, circ = [0] * n, [0] * n
        for k, r in enumerate(PART):
            for p in e.get(r) or []:
                put(part, covered(x['spans'], p), 1 + 2 * k)
        for k, r in enumerate(CIRC):
            v = e.get(r) or []
            for p in v if isinstance(v, list) else [v]:
                if isinstance(p, dict):
                    put(circ, covered(x['spans'], p), 1 + 2 * k)
        events.append(dict(type=t, start=w[0], end=w[1], part=part, circ=circ,
                           kind=PAIRS.index((e['type'], e['mode'] if e['mode'] in MODES[e['type']] else '')),
                           status=STATUSES.index(e.get('status') or 'occurred'),
                           force=FORCES.index(e['force']) if e.get('force') else -1))
    return dict(x, id=row['id'], text=row['text'], word=words_of_pieces(x), trig=trig, events=events)


class Swap:
    """Replaces countries, nationalities and capitals by those of other countries, the same one throughout a sentence: the act
    matters, not the name. `table` has rows (names, adjectives, capitals), each a list."""

    def __init__(self, table):
        self.rows = [r for r in table if r[0] and r[1]]
        self.find = {}
        for i, r in enumerate(self.rows):
            for kind, names in enumerate(r):
                for n in names:
                    self.find.setdefault(n, (i, kind))
        alts = sorted((re.escape(n) for n in self.find), key=len, reverse=True)
        self.pat = re.compile(r'(?<![\w-])(?:' + '|'.join(alts) + r')(?![\w])')

    def __call__(self, row, rng):
        """-> a row with the same events and other names, or the row itself when it names no country."""
        text, to, parts, at = row['text'], {}, [], 0
        for m in self.pat.finditer(text):
            i, kind = self.find[m.group()]
            if i not in to:
                to[i] = rng.randrange(len(self.rows)) if rng.random() < 0.8 else i
            new = self.rows[to[i]][kind]
            parts.append((m.start(), m.end(), rng.choice(new[:2]) if to[i] != i and new else m.group()))
        if all(text[a:b] == s for a, b, s in parts):
            return row
        out, shift, cuts = [], 0, []
        for a, b, s in parts:
            out += [text[at:a], s]
            shift += len(s) - (b - a)
            cuts.append((a, b, shift, len(s)))
            at = b
        out.append(text[at:])

        def move(p, end):
            """Where offset p went; an offset inside a replaced name goes to its edge."""
            d = 0
            for a, b, sh, n in cuts:
                if p >= b:
                    d = sh
                elif p > a:
                    return (a + d + n) if end else a + d
                else:
                    break
            return p + d

        mv = lambda s: dict(s, start=move(s['start'], False), end=move(s['end'], True))
        ev = []
        for e in row['events']:
            e = dict(e, trigger=mv(e['trigger']))
            for r in PART + CIRC:
                v = e.get(r)
                if isinstance(v, list):
                    e[r] = [mv(s) for s in v]
                elif isinstance(v, dict) and 'start' in v:
                    e[r] = mv(v)
            ev.append(e)
        return dict(row, text=''.join(out), events=ev)


def recase(row, rng):
    """Now and then the text as headline writers and careless scrapers give it. Lengths do not change."""
    p = rng.random()
    t = row['text']
    if p < 0.04:
        t = t.lower()
    elif p < 0.06:
        t = t.upper()
    elif p < 0.10:
        t = re.sub(r"(?<![\w'’])[a-z]", lambda m: m.group().upper(), t)
    elif p < 0.14 and t[-1:] in '.':
        t = t[:-1] + ' '
    return dict(row, text=t) if len(t) == len(row['text']) else row


def pad(rows, length, value, dtype=np.int64):
    a = np.full((len(rows), length), value, dtype)
    for i, r in enumerate(rows):
        a[i, :len(r)] = r
    return torch.from_numpy(a)


def move(v, device):
    return v.to(device, non_blocking=True) if torch.is_tensor(v) else {k: move(x, device) for k, x in v.items()}


def batch(xs):
    """Examples padded to one length, as tensors on the CPU."""
    L, W = max(len(x['pieces']) for x in xs), max(1, max(len(x['spans']) for x in xs))
    b = dict(pieces=pad([x['pieces'] for x in xs], L, 0), case=pad([x['case'] for x in xs], L, 0),
             word=pad([x['word'] for x in xs], L, -1), first=pad([x['first'] for x in xs], W, 0),
             mask=pad([[1] * len(x['pieces']) for x in xs], L, 0).bool())
    if 'trig' in xs[0]:
        b['trig'] = pad([x['trig'] for x in xs], W, -100)
        ev = [(i, e) for i, x in enumerate(xs) for e in x['events']]
        if ev:
            b['r'] = {k: torch.tensor([e[k] for _, e in ev]) for k in ('start', 'end', 'kind', 'status', 'force')}
            b['r']['sent'] = torch.tensor([i for i, _ in ev])
            b['r']['part'] = pad([e['part'] for _, e in ev], W, -100)
            b['r']['circ'] = pad([e['circ'] for _, e in ev], W, -100)
    return b


def buckets(xs, size, rng):
    """Batches of like length, in random order."""
    key = lambda i: len(xs[i]['pieces']) + rng.random() * 4
    order = sorted(range(len(xs)), key=key)
    bs = [order[i:i + size] for i in range(0, len(order), size)]
    rng.shuffle(bs)
    return [[xs[i] for i in b] for b in bs]


def decode(p, threshold):
    """Trigger probabilities [words, 35] of one sentence -> candidates [(start, end, q)]: neighbouring words that are likely triggers
    (1 - p(O) >= threshold) of one type and not B; q [17] is the mean over the words of p(B) + p(I) by type."""
    act = 1 - p[:, 0]
    out, prev, last = [], None, -2
    for i in np.nonzero(act >= threshold)[0].tolist():
        q = p[i, 1::2] + p[i, 2::2]
        t = int(q.argmax())
        if last == i - 1 and prev[2] == t and p[i, 2 + 2 * t] >= p[i, 1 + 2 * t]:
            prev[1] = i + 1
            prev[3].append(q)
        else:
            prev = [i, i + 1, t, [q]]
            out.append(prev)
        last = i
    return [(a, b, np.mean(q, 0)) for a, b, _, q in out]


def runs(labels):
    """BIO labels -> [(role number, first word, last)]: I after O or another role begins a span."""
    out, prev = [], -1
    for i, l in enumerate(labels):
        if l == 0:
            prev = -1
            continue
        k = (l - 1) // 2
        if k == prev and l % 2 == 0:
            out[-1][2] = i + 1
        else:
            out.append([k, i, i + 1])
        prev = k
    return out
