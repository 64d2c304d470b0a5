#!/usr/bin/env python3
"""Pack a checkpoint small, to carry it to another machine: pack.py IN.safetensors OUT [--int8] [--part I/N]

Matrices as int8 per row (or fp16), vectors as fp32. Reading gives float32 tensors again. For MPNet the rows of the word embeddings are
put in BERT's order of pieces, which differs from MPNet's by four and by the special ones."""
import io, lzma, struct, sys, torch


def original(path):
    from safetensors.torch import load_file
    t = load_file(path)
    t = {k: v.float() for k, v in t.items() if v.is_floating_point()}
    w = 'embeddings.word_embeddings.weight'
    if 'encoder.relative_attention_bias.weight' in t:
        e = t[w]
        n = torch.cat([e[4:], e[:1]])[:30522].clone()
        n[101], n[102] = e[0], e[2]
        t[w] = n
    return t


def read(path):
    out = {}
    for p in path.split(','):
        if p.endswith('.safetensors'):
            out.update(original(p))
            continue
        for k, v in torch.load(p).items():
            out[k] = v.float() if torch.is_tensor(v) else v[0].float() * v[1]
    return out


def main(a):
    t = original(a[0])
    t = {k: v for k, v in t.items() if 'pooler' not in k}
    i, n = map(int, a[a.index('--part') + 1].split('/')) if '--part' in a else (1, 1)
    ks = sorted(t)
    size, total, run = {k: t[k].numel() for k in ks}, sum(v.numel() for v in t.values()), 0
    out = {}
    for k in ks:
        part = min(n, int(run * n / total) + 1)
        run += size[k]
        if part != i:
            continue
        v = t[k]
        if v.ndim < 2 or 'relative' in k:
            out[k] = v
        elif '--int8' in a:
            s = v.abs().amax(-1, keepdim=True).clamp_min(1e-12) / 127
            out[k] = (torch.round(v / s).to(torch.int8), s)
        else:
            out[k] = v.half()
    torch.save(out, a[1])


if __name__ == '__main__':
    main(sys.argv[1:])
