#!/usr/bin/env python3
"""Check the annotated crisis days, count them, or print them as JSON lines. The format is described in README.md.

    check.py            check every file of days/ and unseen/; exit 1 on any fault
    check.py --count    the same, with a table per file (numbers only: safe for the unseen files)
    check.py --json F…  one JSON object per day file: articles with plain text, mentions with offsets, clusters
    check.py --fix F…   rewrite the status field of each cluster from its mentions
"""
import datetime, difflib, json, pathlib, re, sys

HERE = pathlib.Path(__file__).resolve().parent
MODES = {
    "STATEMENT": "condole deny claim concern optimism consider symbolic", "AGREE": "assist change yield meet",
    "CONSULT": "visit third-party multilateral phone negotiate mediate", "SUPPORT": "endorse recognize apologize sign",
    "COOPERATE": "economic military judicial intelligence",
    "AID": "economic military humanitarian peacekeeping asylum", "CONCEDE": "ease change resign",
    "RETREAT": "release return ease access ceasefire withdraw disarm resign", "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove allege investigate legal", "REJECT": "assist change yield meet",
    "THREATEN": "relations restrict ban expel violence territory", "PROTEST": "demo hunger boycott obstruct riot",
    "MOBILIZE": "police troops weapons", "SANCTION": "withdraw discontinue expel embargo",
    "COERCE": "seize restrict ban censor curfew martial-law arrest deport blockade occupy cyber",
    "ASSAULT": "abduct beat torture sexual firearms explosives suicide-attack heavy-weapons aerial drone missile "
               "assassinate crowd-control destroy massacre cleansing unconventional"}
STATUS = ["occurred", "attempted", "planned", "alleged", "denied", "hypothetical"]
SECTORS = set("GOV MIL COP SPY JUD LEG PTY OPP REB CRM IGO NGO MED REL EDU BUS CVL".split())
KINDS = {"wire", "local", "state", "regional", "world", "ngo", "igo", "government"}
MARK = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]+)\]\]")
DATE = r"\d{4}(-\d\d(-\d\d)?)?"


def type_fault(s):
    """s is TYPE, TYPE/mode or REQUEST/mode/force (mode may be empty: REQUEST//appeal)."""
    p = s.split("/")
    if p[0] not in MODES:
        return f"no such type {s}"
    if len(p) > 1 and p[1] and p[1] not in MODES[p[0]].split():
        return f"no such mode {s}"
    if (p[0] == "REQUEST") != (len(p) == 3) or len(p) == 3 and p[2] not in ("appeal", "demand"):
        return f"a force belongs to REQUEST, and only to it: {s}"


def party(s):
    m = re.fullmatch(r"([A-Z]{3}|_)(?:\.([A-Z]{3}|_))?(\?)?", s)
    if not m or m[2] not in (None, "_") and m[2] not in SECTORS:
        raise ValueError(f"participant {s!r}")
    return {"code": "" if m[1] == "_" else m[1], "sector": "" if m[2] in (None, "_") else m[2], "disputed": bool(m[3])}


def parties(s):
    return [] if s == "-" else [party(x) for x in s.split("+")]


def parse(path):
    """Return (day, faults). day = {file, title, basis, day, articles, clusters}."""
    faults, day = [], {"file": path.name, "articles": [], "clusters": {}}
    section, art = "head", None
    for n, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        def bad(msg):
            faults.append(f"{path.parent.name}/{path.name}:{n}: {msg}")
        if line.startswith("#") or not line.strip():
            continue
        if line != line.strip():
            bad("space at an end of the line")
            line = line.strip()
        if line == "CLUSTERS":
            section = "clusters"
        elif re.fullmatch(r"ARTICLE [a-z]", line):
            section, art = "art", {"id": line[-1], "paras": [], "mentions": [], "left_out": []}
            if art["id"] in [a["id"] for a in day["articles"]]:
                bad("article id used twice")
            day["articles"].append(art)
        elif section in ("head", "art") and (m := re.match(r"(title|basis|day|source|kind|published|copy): (.+)$", line)) \
                and not (art and art["paras"]):
            (art if section == "art" else day)[m[1]] = m[2]
        elif section == "clusters":
            f = [x.strip() for x in line.split("|")]
            m = re.fullmatch(r"(\d+) (\S+)", f[0])
            if not m or len(f) != 7:
                bad("cluster line: N TYPE/mode | actors | recipients | date | place | statuses | gloss")
                continue
            try:
                c = {"id": m[1], "type": m[2], "actors": parties(f[1]), "recipients": parties(f[2]), "date": f[3],
                     "place": f[4], "statuses": f[5].split(","), "gloss": f[6], "line": n}
            except ValueError as e:
                bad(str(e))
                continue
            if t := type_fault(m[2]):
                bad(t)
            if not re.fullmatch(rf"-|{DATE}(/{DATE})?", f[3]):
                bad(f"date {f[3]!r}")
            if f[4] != "-" and not re.search(r"(^|, )[A-Z]{3}$", f[4]):
                bad(f"place {f[4]!r} ends in no country code")
            if m[1] in day["clusters"]:
                bad(f"cluster {m[1]} twice")
            day["clusters"][m[1]] = c
        elif section == "art":
            plain, at, k = "", 0, len(art["paras"])
            for m in MARK.finditer(line):
                plain += line[at:m.start()]
                at = m.end()
                words = m[2].split()
                e = {"trigger": m[1], "para": k, "pos": len(plain), "cluster": words[0], "status": "occurred"}
                for w in words[1:]:
                    if w in STATUS:
                        e["status"] = w
                    elif w.startswith(("d=", "i=")):
                        e["deaths" if w[0] == "d" else "injuries"] = w[2:].replace("_", " ")
                        if not re.fullmatch(r"\d+(-\d+|\+)?", w[2:]):
                            bad(f"count {w}")
                    elif w[:4].isupper():
                        e["type"] = w
                        if t := type_fault(w):
                            bad(t)
                    else:
                        bad(f"unknown word {w!r}")
                plain += m[1]
                if words[0] == "-":
                    art["left_out"].append(e)
                else:
                    art["mentions"].append(e)
            plain += line[at:]
            if re.search(r"\[\[|\]\]|\|", plain):
                bad("broken markup")
            art["paras"].append(plain)
        else:
            bad(f"not understood: {line[:50]!r}")
    name = f"{path.parent.name}/{path.name}"
    for k in ("title", "basis", "day"):
        if k not in day:
            faults.append(f"{name}: no {k}:")
    if day.get("basis") not in ("real", "invented"):
        faults.append(f"{name}: basis is real or invented")
    if not 3 <= len(day["articles"]) <= 6:
        faults.append(f"{name}: {len(day['articles'])} articles, not 3 to 6")
    seen = {}
    for a in day["articles"]:
        w = f"{name} article {a['id']}"
        a["text"] = "\n\n".join(a["paras"])
        start = [sum(len(p) + 2 for p in a["paras"][:i]) for i in range(len(a["paras"]))]
        for e in a["mentions"] + a["left_out"]:
            e["start"] = start[e.pop("para")] + e.pop("pos")
            e["end"] = e["start"] + len(e["trigger"])
            assert a["text"][e["start"]:e["end"]] == e["trigger"]
        if not 4 <= len(a["paras"]) <= 7:
            faults.append(f"{w}: {len(a['paras'])} lines, not a headline and 3 to 6 paragraphs")
        if a.get("kind", "").split()[:1] == [] or a["kind"].split()[0] not in KINDS:
            faults.append(f"{w}: kind")
        if "source" not in a:
            faults.append(f"{w}: source")
        try:
            datetime.datetime.strptime(a.get("published", ""), "%Y-%m-%dT%H:%MZ")
        except ValueError:
            faults.append(f"{w}: published is not YYYY-MM-DDTHH:MMZ")
        for e in a["mentions"]:
            if e["cluster"] not in day["clusters"]:
                faults.append(f"{w}: {e['trigger']!r} names cluster {e['cluster']}, which is not in the list")
                continue
            e.setdefault("type", day["clusters"][e["cluster"]]["type"])
            seen.setdefault(e["cluster"], []).append((a["id"], e))
        if "copy" in a:
            o = [b for b in day["articles"] if b["id"] == a["copy"]]
            r = difflib.SequenceMatcher(None, o[0]["text"].split(), a["text"].split()).ratio() if o else 0
            if r < 0.6:
                faults.append(f"{w}: not a copy of {a['copy']} ({r:.2f})")
    for k, c in day["clusters"].items():
        es = seen.get(k, [])
        if not es:
            faults.append(f"{name}:{c['line']}: cluster {k} has no mention")
            continue
        c["mentions"], c["articles"] = len(es), sorted({a for a, _ in es})
        want = [s for s in STATUS if s in {e["status"] for _, e in es}]
        if c["statuses"] != want:
            c["want"] = want
            faults.append(f"{name}:{c['line']}: cluster {k} is {','.join(c['statuses'])}, its mentions are {','.join(want)}")
        for x in ("deaths", "injuries"):
            if v := sorted({e[x] for _, e in es if x in e}):
                c[x] = v
    return day, faults


def main(args):
    opts, files = [a for a in args if a.startswith("--")], [pathlib.Path(a).resolve() for a in args if not a.startswith("--")]
    files = files or sorted(HERE.glob("days/*.txt")) + sorted(HERE.glob("unseen/*.txt"))
    all_faults, total = [], [0] * 6
    for f in files:
        day, faults = parse(f)
        if "--fix" in opts:
            lines = f.read_text(encoding="utf-8").split("\n")
            for c in day["clusters"].values():
                if "want" in c:
                    p = lines[c["line"] - 1].split(" | ")
                    p[5] = ",".join(c["want"])
                    lines[c["line"] - 1] = " | ".join(p)
            f.write_text("\n".join(lines), encoding="utf-8")
            faults = [x for x in faults if "its mentions are" not in x]
        all_faults += faults
        if "--json" in opts:
            for c in day["clusters"].values():
                c.pop("line"), c.pop("want", None)
            for a in day["articles"]:
                a.pop("paras")
            day["clusters"] = list(day["clusters"].values())
            print(json.dumps(day, ensure_ascii=False))
            continue
        row = [1, len(day["articles"]), sum(len(a["mentions"]) for a in day["articles"]), len(day["clusters"]),
               sum(len(c.get("articles", [])) > 1 for c in day["clusters"].values()), sum(len(a["left_out"]) for a in day["articles"])]
        total = [x + y for x, y in zip(total, row)]
        if "--count" in opts:
            print(f"{f.parent.name + '/' + f.stem:38}", *(f"{x:5}" for x in row[1:]))
    for x in all_faults:
        print(x, file=sys.stderr)
    if "--json" not in opts:
        print("{} days, {} articles, {} mentions, {} clusters ({} told by more than one article), {} left out".format(*total))
    return bool(all_faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
