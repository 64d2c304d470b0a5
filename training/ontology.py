"""The label sets, read from the codebook's lists that the checker of the project's own sentences holds."""
import os, re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')


def _go():
    """Types, modes and statuses in the order of ../ontology.go, so that label numbers cannot drift apart."""
    src = open(os.environ.get('BAROGRAPH_ONTOLOGY') or os.path.join(ROOT, 'ontology.go'), encoding='utf8').read()
    names = dict(re.findall(r'^\s*(\w+)\s+(?:Type|Status)\s+=\s+"([^"]+)"', src, re.M))
    types = [names[n.strip()] for n in re.search(r'var Types = \[\]Type\{(.*?)\}', src, re.S).group(1).split(',') if n.strip()]
    statuses = [names[n.strip()] for n in re.search(r'var Statuses = \[\]Status\{(.*?)\}', src, re.S).group(1).split(',') if n.strip()]
    body = re.search(r'var Modes = map\[Type\]\[\]string\{(.*?)\n\}', src, re.S).group(1)
    modes = {names[n]: re.findall(r'"([^"]+)"', b) for n, b in re.findall(r'(\w+):\s*\{(.*?)\}', body, re.S)}
    return types, modes, statuses


TYPES, MODES, STATUSES = _go()
PAIRS = [(t, m) for t in TYPES for m in [''] + MODES[t]]          # labels of the kind head, before the last: no event
NONE = len(PAIRS)
PAIR_RANGE = {t: [i for i, p in enumerate(PAIRS) if p[0] == t] for t in TYPES}
FORCES = ['appeal', 'demand']
PART = ['actors', 'recipients']                                    # labels 1+2i (B), 2+2i (I)
CIRC = ['locations', 'times', 'claimant', 'deaths', 'injuries']
PAIR_TYPE = [TYPES.index(t) for t, _ in PAIRS]
N_TRIGGER, N_PART, N_CIRC = 1 + 2 * len(TYPES), 1 + 2 * len(PART), 1 + 2 * len(CIRC)
