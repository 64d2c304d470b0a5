#!/usr/bin/env python3
"""Compile the project's own annotated sentences (sentences/*.txt) to JSON lines, in the form the training data has.

usage: sentences.py [FILE...] [--out FILE]      checks only, unless --out is given

A block is a sentence on one line, then one line per event, then a blank line. A line that begins with '#' is a comment.

    The army said on Monday it had shot down two drones launched by the rebels at the port of Aden, wounding no one.
    - ASSAULT/drone attempted | t: launched | a: rebels = YEM REB | r: port of Aden = YEM _ | l: port of Aden | w: Monday | c: army

    - TYPE[/mode] [appeal|demand] [status] | t: trigger | a: actor = CODE SECTOR | r: recipient = CODE SECTOR
                                           | l: place | w: time | c: claimant | d: deaths | i: injuries

Fields a, r, l, w may repeat. An empty code or sector is '_'. The status defaults to occurred. A text that stands in the
sentence more than once means the occurrence nearest to the trigger (the first one for a trigger); 'text#2' means the second.
A sentence without an event has no event line. Errors name file, line and what is wrong; exit 1.
"""
import glob, json, os, re, sys

MODES = {
    'STATEMENT': 'condole deny claim concern optimism consider symbolic', 'AGREE': 'assist change yield meet',
    'CONSULT': 'visit third-party multilateral phone negotiate mediate', 'SUPPORT': 'endorse recognize apologize sign',
    'COOPERATE': 'economic military judicial intelligence', 'AID': 'economic military humanitarian peacekeeping asylum',
    'CONCEDE': 'ease change resign', 'RETREAT': 'release return ease access ceasefire withdraw disarm resign',
    'REQUEST': 'assist change yield meet', 'ACCUSE': 'disapprove allege investigate legal',
    'REJECT': 'assist change yield meet', 'THREATEN': 'relations restrict ban expel violence territory',
    'PROTEST': 'demo hunger boycott obstruct riot', 'MOBILIZE': 'police troops weapons',
    'SANCTION': 'withdraw discontinue expel embargo',
    'COERCE': 'seize restrict ban censor curfew martial-law arrest deport blockade occupy cyber',
    'ASSAULT': 'abduct beat torture sexual firearms explosives suicide-attack heavy-weapons aerial drone missile '
               'assassinate crowd-control destroy massacre cleansing unconventional'}
MODES = {t: set(m.split()) for t, m in MODES.items()}
STATUS = {'occurred', 'attempted', 'planned', 'alleged', 'denied', 'hypothetical'}
SECTORS = set('GOV MIL COP SPY JUD LEG PTY OPP REB CRM IGO NGO MED REL EDU BUS CVL _'.split())
ROLES = {'a': 'actors', 'r': 'recipients', 'l': 'locations', 'w': 'times', 'c': 'claimant', 'd': 'deaths', 'i': 'injuries'}


class Bad(Exception):
    pass


def occurrences(text, s):
    """Places where s stands as whole words."""
    return [m.start() for m in re.finditer(r'(?<!\w)' + re.escape(s) + r'(?!\w)', text)] if s else []


def locate(text, s, near=None):
    m = re.fullmatch(r'(.*)#(\d+)', s)
    n = int(m.group(2)) if m else 0
    s = m.group(1) if m else s
    at = occurrences(text, s)
    if not at:
        raise Bad(f'not in the sentence: {s!r}')
    if n > len(at):
        raise Bad(f'{s!r} stands {len(at)} times, not {n}')
    a = at[n - 1] if n else (at[0] if near is None else min(at, key=lambda x: abs(x - near)))
    return {'text': s, 'start': a, 'end': a + len(s)}


def event(text, line):
    head, *fields = [f.strip() for f in line[1:].split('|')]
    words = head.split()
    typ, _, mode = words[0].partition('/')
    if typ not in MODES:
        raise Bad(f'no such type: {typ!r}')
    if mode and mode not in MODES[typ]:
        raise Bad(f'{typ} has no mode {mode!r}; it has {", ".join(sorted(MODES[typ]))}')
    e = {'type': typ, 'mode': mode, 'status': 'occurred'}
    for w in words[1:]:
        if w in STATUS:
            e['status'] = w
        elif w in ('appeal', 'demand') and typ == 'REQUEST':
            e['force'] = w
        else:
            raise Bad(f'neither a status nor a force of {typ}: {w!r}')
    if typ == 'REQUEST' and 'force' not in e:
        raise Bad('a REQUEST needs appeal or demand')
    if not fields or not fields[0].startswith('t:'):
        raise Bad('the first field must be the trigger, t:')
    e['trigger'] = locate(text, fields[0][2:].strip())
    near = e['trigger']['start']
    e.update(actors=[], recipients=[], locations=[], times=[])
    for f in fields[1:]:
        key, _, val = f.partition(':')
        key, val = key.strip(), val.strip()
        if key not in ROLES:
            raise Bad(f'no such field: {key!r}')
        if key in 'ar':
            m = re.fullmatch(r'(.+?)\s*=\s*(\S+)\s+(\S+)', val)
            if not m:
                raise Bad(f'a participant is "text = CODE SECTOR", not {val!r}')
            s, code, sector = m.groups()
            if not re.fullmatch(r'[A-Z]{3}|_', code):
                raise Bad(f'a code has three letters (or is _): {code!r}')
            if sector not in SECTORS:
                raise Bad(f'no such sector: {sector!r}')
            e[ROLES[key]].append(dict(locate(text, s, near), code=code.strip('_'), sector=sector.strip('_')))
        elif key in 'lw':
            e[ROLES[key]].append(locate(text, val, near))
        else:
            e[ROLES[key]] = locate(text, val, near)
    return e


def read(path):
    """-> rows of one file; prints its errors, returns (rows, number of errors)."""
    rows, bad, row = [], 0, None
    name = os.path.splitext(os.path.basename(path))[0]
    for n, line in enumerate(open(path, encoding='utf8'), 1):
        line = line.rstrip('\n')
        if line.startswith('#'):
            continue
        if not line.strip():
            row = None
        elif line.startswith('- '):
            try:
                if row is None:
                    raise Bad('an event without a sentence above it')
                row['events'].append(event(row['text'], line))
            except Bad as e:
                bad += 1
                print(f'{path}:{n}: {e}', file=sys.stderr)
        else:
            if row is not None:
                bad += 1
                print(f'{path}:{n}: two sentences in one block', file=sys.stderr)
            row = {'id': f'own-{name}-{len(rows) + 1:04d}', 'text': line.strip(), 'events': []}
            rows.append(row)
    return rows, bad


def main():
    args, out = sys.argv[1:], None
    if '--out' in args:
        i = args.index('--out')
        out = args[i + 1]
        del args[i:i + 2]
    here = os.path.dirname(os.path.abspath(__file__))
    rows, bad = [], 0
    for p in args or sorted(glob.glob(os.path.join(here, 'sentences', '*.txt'))):
        r, b = read(p)
        rows += r
        bad += b
    seen = {}
    for r in rows:
        if r['text'] in seen:
            bad += 1
            print(f"{r['id']}: the same sentence as {seen[r['text']]}", file=sys.stderr)
        seen[r['text']] = r['id']
    print(f"{len(rows)} sentences, {sum(len(r['events']) for r in rows)} events, {bad} errors", file=sys.stderr)
    if out and not bad:
        with open(out, 'w', encoding='utf8') as f:
            for r in rows:
                f.write(json.dumps(r, ensure_ascii=False) + '\n')
    sys.exit(bad > 0)


if __name__ == '__main__':
    main()
