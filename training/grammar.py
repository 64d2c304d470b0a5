"""Who does what to whom, by the grammar of treebanks: an auxiliary task of the role layers. A verb, or a noun with complements, is marked
as a trigger is, and each word is told apart by its part in it: deep subject and object, complements by preposition, modifiers. Only
training uses it; nothing of it is exported."""
import glob, gzip
import torch
import data as D
import tokens

PREPOSITIONS = {'to': 'to', 'with': 'with', 'on': 'on', 'against': 'on', 'upon': 'on', 'over': 'on', 'in': 'in', 'at': 'in', 'near': 'in', 'from': 'from',
                'for': 'for', 'of': 'of', 'by': 'by', 'between': 'between', 'among': 'between', 'about': 'about'}
LABELS = ['', 'subj', 'obj', 'iobj', 'to', 'with', 'on', 'in', 'from', 'for', 'of', 'by', 'between', 'about', 'other', 'modifier', 'clause', 'governor']


def trees(path):
    """Sentences of a CoNLL-U file: (text, rows), a row being (form, upos, head, relation, features)."""
    text, rows = '', []
    with gzip.open(path, 'rt', encoding='utf8') as f:
        for line in f:
            line = line.rstrip('\n')
            if line.startswith('# text = '):
                text = line[9:].strip()
            elif not line:
                if rows:
                    yield text, rows
                rows = []
            elif line[0] != '#':
                c = line.split('\t')
                if c[0].isdigit():
                    rows.append((c[1], c[3], int(c[6]) - 1 if c[6].isdigit() else -1, c[7], c[5]))


class Tree:
    def __init__(self, rows):
        self.rows = rows
        self.kids = [[] for _ in rows]
        for i, r in enumerate(rows):
            if r[2] >= 0:
                self.kids[r[2]].append(i)

    def of(self, i, *relations):
        return [k for k in self.kids[i] if self.rows[k][3] in relations]

    def passive(self, i):
        return bool(self.of(i, 'nsubj:pass', 'aux:pass'))

    def agent(self, i):
        return [k for k in self.of(i, 'obl', 'obl:agent') if self.preposition(k) == 'by']

    def preposition(self, i):
        for k in self.of(i, 'case'):
            p = self.rows[k][0].lower()
            if p in PREPOSITIONS:
                return PREPOSITIONS[p]
        return 'other'

    def subject(self, i, deep=0):
        """Words that name who does it, through relative clauses, control and co-ordination."""
        if deep > 4:
            return []
        if self.passive(i):
            return self.agent(i)
        own = [k for k in self.of(i, 'nsubj') if 'PronType=Rel' not in self.rows[k][4]]
        if own:
            return own
        head, rel = self.rows[i][2], self.rows[i][3]
        if head < 0:
            return []
        relative = self.of(i, 'nsubj')
        if rel == 'acl:relcl':
            return [head] if relative else []
        if rel == 'acl':
            return [] if 'VerbForm=Part' in self.rows[i][4] and 'Tense=Past' in self.rows[i][4] else [head]
        if rel in ('conj', 'advcl'):
            return self.subject(head, deep + 1)
        if rel == 'xcomp':
            return self.of(head, 'obj') or self.subject(head, deep + 1)
        return []

    def object(self, i):
        out = self.of(i, 'obj', 'nsubj:pass')
        out = [k for k in out if 'PronType=Rel' not in self.rows[k][4]]
        head, rel, feats = self.rows[i][2], self.rows[i][3], self.rows[i][4]
        if not out and head >= 0 and rel in ('acl', 'acl:relcl') and (self.passive(i) or 'Tense=Past' in feats and rel == 'acl'):
            out = [head]
        if not out and head >= 0 and rel == 'conj' and self.passive(head) and 'VerbForm=Part' in feats and not self.of(i, 'obj'):
            out = self.of(head, 'nsubj:pass')
        return out

    def phrase(self, i):
        """The head with the words before and after it that belong to its name."""
        out = [i]
        for k in self.kids[i]:
            if self.rows[k][3] in ('compound', 'flat', 'amod', 'nummod', 'nmod:poss') and abs(k - i) < 7:
                out += self.phrase(k)
        return out

    def parts(self, i):
        """-> {word: label} of predicate i."""
        out = {}

        def put(words, label, whole=True):
            for w in words:
                for v in (self.phrase(w) if whole else [w]):
                    out.setdefault(v, label)
                for c in self.of(w, 'conj') if whole else []:
                    if self.rows[c][1] in ('NOUN', 'PROPN', 'PRON'):
                        for v in self.phrase(c):
                            out.setdefault(v, label)
        if self.rows[i][1] in ('VERB', 'AUX'):
            put(self.subject(i), 'subj')
            put(self.object(i), 'obj')
            put(self.of(i, 'iobj'), 'iobj')
        for k in self.of(i, 'obl', 'obl:agent', 'nmod', 'obl:tmod', 'obl:unmarked', 'obl:npmod'):
            put([k], self.preposition(k))
        put(self.of(i, 'nmod:poss', 'compound', 'amod'), 'modifier')
        put(self.of(i, 'ccomp', 'xcomp', 'advcl', 'acl', 'acl:relcl', 'parataxis'), 'clause', False)
        if self.rows[i][2] >= 0:
            out.setdefault(self.rows[i][2], 'governor')
        out.pop(i, None)
        return out


def examples(folder, tok):
    out = []
    for path in sorted(glob.glob(f'{folder}/*-train.conllu.gz')):
        for text, rows in trees(path):
            if not 6 <= len(rows) <= 60:
                continue
            x = tok.encode(text)
            spans, at, where = x['spans'], 0, []
            for form, *_ in rows:
                p = text.find(form, at)
                if p < 0 or p > at + 12:
                    where.append(None)
                    continue
                at = p + len(form)
                where.append(next((j for j, (a, b) in enumerate(spans) if a < at and p < b), None))
            t = Tree(rows)
            preds = []
            for i, r in enumerate(rows):
                if where[i] is None or not (r[1] == 'VERB' or r[1] == 'NOUN' and t.of(i, 'nmod')):
                    continue
                parts = t.parts(i)
                if len(parts) < 2:
                    continue
                lab = [0] * len(spans)
                for w, l in parts.items():
                    if where[w] is not None:
                        lab[where[w]] = LABELS.index(l)
                preds.append((where[i], lab))
            if preds:
                out.append(dict(x, word=D.words_of_pieces(x), preds=preds))
    return out


def batch(xs, rng, most=3):
    b = D.batch(xs)
    rows = [(i, w, l) for i, x in enumerate(xs) for w, l in rng.sample(x['preds'], min(most, len(x['preds'])))]
    W = b['first'].shape[1]
    b['r'] = dict(sent=torch.tensor([i for i, _, _ in rows]), start=torch.tensor([w for _, w, _ in rows]), end=torch.tensor([w + 1 for _, w, _ in rows]))
    b['labels'] = D.pad([l for _, _, l in rows], W, -100)
    return b
