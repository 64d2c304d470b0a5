"""Text to words and pieces, as ../docs/model.md has it. The Go tokenizer does the same; golden vectors hold them together."""
import unicodedata


def is_punct(c):
    o = ord(c)
    return 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126 or unicodedata.category(c)[0] == 'P'


def is_cjk(c):
    o = ord(c)
    return (0x4E00 <= o <= 0x9FFF or 0x3400 <= o <= 0x4DBF or 0x20000 <= o <= 0x2A6DF or 0x2A700 <= o <= 0x2CEAF
            or 0xF900 <= o <= 0xFAFF or 0x2F800 <= o <= 0x2FA1F)


def words(text):
    """-> [(start, end)] in code points."""
    out, start = [], None
    for i, c in enumerate(text):
        alone = is_punct(c) or is_cjk(c)
        cat = unicodedata.category(c)
        space = c in ' \t\n\r' or cat == 'Zs' or c in '\u2028\u2029'
        if alone or space:
            if start is not None:
                out.append((start, i))
                start = None
            if alone:
                out.append((i, i + 1))
        elif start is None:
            if cat in ('Cc', 'Cf', 'Co', 'Cs') or c == '\ufffd':
                continue
            start = i
    if start is not None:
        out.append((start, len(text)))
    return out


def normal(word):
    """Lower case, without marks and control characters."""
    s = ''.join(c for c in word if unicodedata.category(c) not in ('Cc', 'Cf', 'Co', 'Cs') and c != '\ufffd')
    return ''.join(c for c in unicodedata.normalize('NFD', s.lower()) if unicodedata.category(c) != 'Mn')


def case_of(word):
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 0
    up = [c for c in letters if c.isupper()]
    if not up:
        return 1
    if len(up) == 1 and letters[0].isupper():
        return 2
    if len(up) == len(letters):
        return 3
    return 4


class Tokenizer:
    def __init__(self, vocab_path):
        self.vocab = {w.rstrip('\n'): i for i, w in enumerate(open(vocab_path, encoding='utf8'))}
        self.cls, self.sep, self.unk = self.vocab['[CLS]'], self.vocab['[SEP]'], self.vocab['[UNK]']
        self.cache = {}

    def pieces(self, word):
        """-> piece ids of a normalised word."""
        got = self.cache.get(word)
        if got is None:
            got = self.cache[word] = self._pieces(word)
        return got

    def _pieces(self, word):
        if len(word) > 100 or not word:
            return [self.unk]
        out, a = [], 0
        while a < len(word):
            b = len(word)
            while b > a:
                s = ('##' if a else '') + word[a:b]
                if s in self.vocab:
                    out.append(self.vocab[s])
                    break
                b -= 1
            else:
                return [self.unk]
            a = b
        return out

    def encode(self, text, most=256):
        """-> dict(pieces, case, spans, first): spans are the words' code points, first the index of each word's first piece."""
        ids, case, spans, first = [self.cls], [0], [], []
        for a, b in words(text):
            p = self.pieces(normal(text[a:b]))
            if len(ids) + len(p) > most - 1:
                break
            first.append(len(ids))
            spans.append((a, b))
            ids += p
            case += [case_of(text[a:b])] * len(p)
        return dict(pieces=ids + [self.sep], case=case + [0], spans=spans, first=first)
