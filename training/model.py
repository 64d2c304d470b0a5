"""The extractor in PyTorch: ../docs/model.md with dropout. Also runs with a larger encoder (MPNet), as a teacher."""
import math, torch, torch.nn as nn, torch.nn.functional as F
from ontology import *


def gelu(x):
    return x * torch.sigmoid(1.5957691216 * (x + 0.044715 * x * x * x))


class Rounded(torch.autograd.Function):
    """x rounded to int8 steps per row (last dimension), symmetric; gradients pass straight through."""
    @staticmethod
    def forward(ctx, x):
        s = x.abs().amax(-1, keepdim=True) / 127
        return torch.where(s > 0, torch.round(x / s.clamp_min(1e-30)) * s, x)

    @staticmethod
    def backward(ctx, g):
        return g


class Linear(nn.Linear):
    """A linear map that computes as the int8 kernels do when `int8` is set."""
    int8 = False

    def forward(self, x):
        if self.int8:
            return F.linear(Rounded.apply(x), Rounded.apply(self.weight), self.bias)
        return F.linear(x, self.weight, self.bias)


class Layer(nn.Module):
    def __init__(self, width, heads, inner, dropout):
        super().__init__()
        self.heads, self.p = heads, dropout
        self.qkv, self.out = Linear(width, 3 * width), Linear(width, width)
        self.up, self.down = Linear(width, inner), Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)

    def forward(self, x, bias):
        n, l, w = x.shape
        q, k, v = self.qkv(x).view(n, l, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias, dropout_p=self.p if self.training else 0.0)
        a = self.out(a.transpose(1, 2).reshape(n, l, w))
        x = self.norm1(x + F.dropout(a, self.p, self.training))
        return self.norm2(x + F.dropout(self.down(gelu(self.up(x))), self.p, self.training))


class Extractor(nn.Module):
    """Groups of layers: shared, trigger (once per sentence), role (once per trigger)."""

    def __init__(self, cfg):
        super().__init__()
        self.cfg = c = cfg
        w, d = c['width'], c.get('dropout', 0.1)
        self.word, self.position = nn.Embedding(c['vocab'], w), nn.Embedding(c['max_pieces'], w)
        self.case, self.norm = nn.Embedding(5, w), nn.LayerNorm(w, eps=1e-12)
        make = lambda n: nn.ModuleList([Layer(w, c['heads'], c['inner'], d) for _ in range(n)])
        self.shared, self.trigger, self.role = make(c['shared']), make(c['trigger']), make(c['role'])
        self.relative = nn.Embedding(32, c['heads']) if c.get('relative') else None
        self.mark, self.distance = nn.Embedding(1, w), nn.Embedding(33, w)
        self.head = nn.ModuleDict({k: nn.Linear(w, n) for k, n in dict(
            trigger=N_TRIGGER, participant=N_PART, circumstance=N_CIRC, kind=len(PAIRS) + 1, status=len(STATUSES), force=2).items()})
        for m in (self.case, self.mark, self.distance):
            nn.init.normal_(m.weight, std=0.01)
        for h in self.head.values():
            nn.init.normal_(h.weight, std=0.02)
            nn.init.zeros_(h.bias)

    def bias(self, mask):
        """Additive attention bias [n, heads or 1, l, l]: padding, and MPNet's relative positions."""
        b = torch.zeros(mask.shape[0], 1, 1, mask.shape[1], device=mask.device, dtype=self.norm.weight.dtype)
        b = b.masked_fill(~mask[:, None, None, :], -1e4)
        if self.relative is None:
            return b
        pos = torch.arange(mask.shape[1], device=mask.device)
        rel = pos[None, :] - pos[:, None]
        bucket = (rel > 0).long() * 16                                     # T5's buckets: 32, to distance 128
        a = rel.abs()
        far = 8 + (torch.log(a.clamp_min(1).float() / 8) / math.log(128 / 8) * 8).long()
        bucket = bucket + torch.where(a < 8, a, far.clamp_max(15))
        return b + self.relative(bucket).permute(2, 0, 1)[None]

    def embed(self, b):
        x = self.word(b['pieces']) + self.position.weight[: b['pieces'].shape[1]] + self.case(b['case'])
        return F.dropout(self.norm(x), self.cfg.get('dropout', 0.1), self.training)

    def encode(self, b):
        """-> shared output and the trigger head's logits per word [n, words, 35]."""
        bias = self.bias(b['mask'])
        x = self.embed(b)
        for l in self.shared:
            x = l(x, bias)
        t = x
        for l in self.trigger:
            t = l(t, bias)
        words = t.gather(1, b['first'][..., None].expand(-1, -1, t.shape[-1]))
        return x, self.head['trigger'](words)

    def role_words(self, x, b, r):
        """r: sent, start, end (words) of each trigger -> the role layers' vectors of the words, the trigger being marked."""
        s = r['sent']
        h, word, mask = x[s], b['word'][s], b['mask'][s]                    # word: number of each piece's word, -1 for specials
        start, end = r['start'][:, None], r['end'][:, None]
        d = torch.where(word < start, word - start, torch.where(word >= end, word - end + 1, 0)).clamp(-16, 16)
        d = torch.where(word < 0, 0, d)
        inside = ((word >= start) & (word < end)).to(h.dtype)[..., None]
        h = h + inside * self.mark.weight + self.distance(d + 16)
        bias = self.bias(mask)
        for l in self.role:
            h = l(h, bias)
        return h.gather(1, b['first'][s][..., None].expand(-1, -1, h.shape[-1]))

    def roles(self, x, b, r):
        """-> participant, circumstance, kind, status, force logits of each trigger."""
        words, start, end = self.role_words(x, b, r), r['start'][:, None], r['end'][:, None]
        pos = torch.arange(words.shape[1], device=words.device)[None]
        sel = ((pos >= start) & (pos < end)).to(words.dtype)[..., None]
        own = (words * sel).sum(1) / sel.sum(1).clamp_min(1)
        return self.head['participant'](words), self.head['circumstance'](words), *(self.head[k](own) for k in ('kind', 'status', 'force'))


def load_bert(model, t, layers, prefix=''):
    """Copies a BERT-like checkpoint (MiniLM, MPNet) into the groups of layers; role layers start as copies of the last ones."""
    mp = prefix + 'encoder.relative_attention_bias.weight' in t
    off = 2 if mp else 0
    e = prefix + 'embeddings.'
    with torch.no_grad():
        model.word.weight.copy_(t[e + 'word_embeddings.weight'][: model.cfg['vocab']])
        p = t[e + 'position_embeddings.weight'][off: off + model.cfg['max_pieces']]
        model.position.weight.copy_(p if mp else p + t[e + 'token_type_embeddings.weight'][0])
        model.norm.weight.copy_(t[e + 'LayerNorm.weight'])
        model.norm.bias.copy_(t[e + 'LayerNorm.bias'])
        if mp:
            model.relative.weight.copy_(t[prefix + 'encoder.relative_attention_bias.weight'])
        s, g, r = len(model.shared), len(model.trigger), len(model.role)
        jobs = [(model.shared[i], i) for i in range(s)] + [(model.trigger[i], s + i) for i in range(g)]
        jobs += [(model.role[i], min(layers - 1, max(s + i, layers - r + i))) for i in range(r)]
        for l, i in jobs:
            n = f'{prefix}encoder.layer.{i}.'
            a = [n + f'attention.attn.{k}' for k in 'qkv'] if mp else [n + f'attention.self.{k}' for k in ('query', 'key', 'value')]
            o = n + ('attention.attn.o' if mp else 'attention.output.dense')
            an = n + ('attention.LayerNorm' if mp else 'attention.output.LayerNorm')
            for k in ('weight', 'bias'):
                getattr(l.qkv, k).copy_(torch.cat([t[f'{x}.{k}'] for x in a]))
                getattr(l.out, k).copy_(t[f'{o}.{k}'])
                getattr(l.norm1, k).copy_(t[f'{an}.{k}'])
                getattr(l.up, k).copy_(t[f'{n}intermediate.dense.{k}'])
                getattr(l.down, k).copy_(t[f'{n}output.dense.{k}'])
                getattr(l.norm2, k).copy_(t[f'{n}output.LayerNorm.{k}'])


def load(paths, dropout=None):
    """What train.py wrote; of several, separated by commas, the mean of the weights."""
    ms = [torch.load(p, map_location='cpu', weights_only=False) for p in paths.split(',')]
    c = ms[0]['cfg'] if dropout is None else dict(ms[0]['cfg'], dropout=dropout)
    model = Extractor(c)
    model.load_state_dict({k: sum(m['state'][k].float() for m in ms) / len(ms) for k in ms[0]['state']})
    return model
