#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the shipped map of administrative units (data/map/).

    python3 tools/make-map.py vietnamadminunits-1.0.4-py3-none-any.whl
    python3 tools/make-map.py --check vietnamadminunits-1.0.4-py3-none-any.whl

Reads the wheel of the Python package vietnamadminunits 1.0.4 (MIT) and the
hand-kept data/map/by-hand.tsv, writes units.tsv and successions.tsv. With
--check nothing is written: the files on disk must equal what would be written.
Only the standard library is needed. The same input gives the same bytes.
What the columns mean is told in docs/map.md.
"""

import argparse
import collections
import hashlib
import json
import pathlib
import sqlite3
import sys
import tempfile
import unicodedata
import uuid
import zipfile

WHEEL_SHA256 = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"

# Fixed for ever: every uid of the shipped map is uuid5(NAMESPACE, key).
NAMESPACE = uuid.UUID("6f0b7a52-9a3e-4d0c-8f6e-2d1c5b7e4a91")

DAY = "2025-07-01"
REFERENCE = "Sắp xếp đơn vị hành chính từ ngày 1/7/2025"

UNIT_COLUMNS = ["key", "uid", "from", "to", "kind", "code", "name", "parent"]
SUCCESSION_COLUMNS = ["id", "day", "kind", "reference", "from", "to", "share"]
HAND_COLUMNS = ["fact", "key", "from", "to", "kind", "code", "name", "parent",
                "heir", "share", "reference", "source"]

PROVINCE_KINDS = {"tỉnh": "tinh", "thành phố": "thanh-pho"}
DISTRICT_KINDS = {"quận": "quan", "huyện": "huyen", "thị xã": "thi-xa",
                  "thành phố": "tp-thuoc-tinh"}
COMMUNE_KINDS = {"phường": "phuong", "xã": "xa", "thị trấn": "thi-tran",
                 "đặc khu": "dac-khu"}

LEVEL = {"quoc-gia": "country"}
LEVEL.update({k: "province" for k in PROVINCE_KINDS.values()})
LEVEL.update({k: "district" for k in DISTRICT_KINDS.values()})
LEVEL.update({k: "commune" for k in COMMUNE_KINDS.values()})
RANK = {"v": 0, "p": 1, "d": 2, "c": 3}


def uid(key):
    return str(uuid.uuid5(NAMESPACE, key))


def order(key):
    return (RANK[key[0]], key)


def split_name(full, kinds):
    """'Thị Trấn Ái Tử' -> ('thi-tran', 'Ái Tử').

    The package's own type column is wrong in a few rows (its 'Phường 5' of one
    district is typed 'Xã'), and its short names carry remarks such as
    'Yên Viên (Thị trấn)'; so both are read off the full name.
    """
    full = unicodedata.normalize("NFC", full)
    for prefix, kind in kinds.items():
        if full.lower().startswith(prefix + " "):
            name = full[len(prefix) + 1:]
            assert name and name == " ".join(name.split()), full
            return kind, name
    raise AssertionError(f"no known kind in {full!r}")


def read_wheel(path):
    blob = pathlib.Path(path).read_bytes()
    found = hashlib.sha256(blob).hexdigest()
    assert found == WHEEL_SHA256, f"not the wheel this script was written for: {found}"
    with zipfile.ZipFile(path) as z, tempfile.TemporaryDirectory() as tmp:
        db = pathlib.Path(tmp) / "dataset.db"
        db.write_bytes(z.read("vietnamadminunits/data/dataset.db"))
        con = sqlite3.connect(db)
        con.row_factory = sqlite3.Row
        old = [dict(r) for r in con.execute("SELECT * FROM admin_units_legacy")]
        new = [dict(r) for r in con.execute("SELECT * FROM admin_units")]
        con.close()
        table = json.loads(z.read("vietnamadminunits/data/converter_2025.json"))
    return old, new, table


def read_hand(path):
    content = path.read_bytes().decode("utf-8")
    assert content == unicodedata.normalize("NFC", content) and "\r" not in content
    lines = content.rstrip("\n").split("\n")
    assert lines[0].split("\t") == HAND_COLUMNS, lines[0]
    rows = []
    for line in lines[1:]:
        cells = line.split("\t")
        assert len(cells) == len(HAND_COLUMNS), line
        row = dict(zip(HAND_COLUMNS, cells))
        assert row["source"], f"a fact without a source: {line}"
        rows.append(row)
    return rows


def clash_links(pre, heirs, twin):
    """Links that exist in the package only because two old communes of one new
    province bear the same name.

    The package tells the old communes that went to several heirs by name, not
    by district. 'Phường 4' of Tây Ninh is so given an heir 90 km away, the heir
    of 'Phường 4' of Tân An. A link A -> N is such a clash when a namesake of A
    also goes to N, and the communes that go wholly to N lie in the namesake's
    old district (failing that, province) and not in A's.
    """
    out = set()
    for a, ns in heirs.items():
        if len(ns) < 2:
            continue
        for n in ns:
            namesakes = [b for b in pre[n] if b != a and twin[b]["ward"] == twin[a]["ward"]]
            if not namesakes:
                continue
            whole = [b for b in pre[n] if len(heirs[b]) == 1]
            for level in ("district", "province"):
                around = {twin[b][level] for b in whole}
                if twin[a][level] in around:
                    break
                if any(twin[b][level] in around for b in namesakes):
                    out.add((a, n))
                    break
            else:
                raise AssertionError(f"cannot tell whether {a} -> {n} is a clash of names")
    return out


def components(links):
    """Connected sets of old and new units, each a sorted list of links."""
    boss = {}

    def find(x):
        boss.setdefault(x, x)
        while boss[x] != x:
            boss[x] = boss[boss[x]]
            x = boss[x]
        return x

    for a, n in links:
        boss[find(("old", a))] = find(("new", n))
    sets = collections.defaultdict(list)
    for a, n in links:
        sets[find(("new", n))].append((a, n))
    return [sorted(s) for s in sets.values()]


def build(wheel, hand_path):
    old, new, table = read_wheel(wheel)
    hand = read_hand(hand_path)
    spans = collections.defaultdict(list)  # key -> [row]
    successions = []

    def span(key, frm, to, kind, code, name, parent):
        spans[key].append({"key": key, "uid": uid(key), "from": frm, "to": to, "kind": kind,
                           "code": code, "name": name, "parent": parent})

    span("vn", "", "", "quoc-gia", "", "Việt Nam", "")

    # --- who went where, by package keys turned into codes ---------------------
    old_province = {r["provinceKey"]: r for r in old}
    new_province = {r["provinceKey"]: r for r in new}
    districts = {}
    old_unit = {}   # 'c:00001' or, for a district without communes, 'd:318' -> package row
    by_old_key = {}
    for r in old:
        districts[r["districtCode"]] = r
        key = f"c:{r['wardCode']}" if r["wardCode"] else f"d:{r['districtCode']}"
        assert key not in old_unit, key
        old_unit[key] = r
        by_old_key[f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}"] = key
    assert len(by_old_key) == len(old_unit)
    new_unit, by_new_key = {}, {}
    for r in new:
        key = f"c:{r['wardCode']}@2025"
        assert key not in new_unit, key
        new_unit[key] = r
        by_new_key[r["provinceKey"], r["wardKey"]] = key
    assert len(by_new_key) == len(new_unit)

    def links_to_heirs(links):
        heirs, pre = collections.defaultdict(set), collections.defaultdict(set)
        for a, n in links:
            heirs[a].add(n)
            pre[n].add(a)
        return heirs, pre

    links = set()
    for p, wards in table["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for n, olds in wards.items():
            links.update((by_old_key[o], by_new_key[p, n]) for o in olds)
    for p, wards in table["DICT_PROVINCE_WARD_DIVIDED"].items():
        for o, news in wards.items():
            links.update((by_old_key[o], by_new_key[p, n["newWardKey"]]) for n in news)
    heirs, pre = links_to_heirs(links)

    twin = {k: {"ward": r["wardKey"], "district": r["districtCode"],
                "province": r["provinceCode"]} for k, r in old_unit.items()}
    clashes = clash_links(pre, heirs, twin)
    told = {(r["key"], r["heir"]) for r in hand if r["fact"] == "no-heir"}
    assert told == clashes, f"by-hand.tsv and the rule disagree: {sorted(told ^ clashes)}"
    links -= clashes
    heirs, pre = links_to_heirs(links)
    assert set(heirs) == set(old_unit), "an old unit without an heir"
    assert set(pre) == set(new_unit), "a new unit out of nothing"

    province_links = {(f"p:{old_province[o]['provinceCode']}", f"p:{new_province[n]['provinceCode']}@2025")
                      for n, olds in table["DICT_PROVINCE"].items() for o in olds}
    province_heirs, province_pre = links_to_heirs(province_links)
    assert all(len(x) == 1 for x in province_heirs.values())

    # --- identity: one old unit goes wholly into it, and nothing else does ------
    same = {}
    for hs, ps in ((heirs, pre), (province_heirs, province_pre)):
        for n, olds in ps.items():
            (a, *rest) = sorted(olds)
            if not rest and hs[a] == {n}:
                same[n] = a

    def key_of(n):
        return same.get(n, n)

    # --- provinces ----------------------------------------------------------------
    def province_row(r):
        kind, name = split_name(r["province"], PROVINCE_KINDS)
        return kind, r["provinceCode"], name, "vn"

    old_provinces = {f"p:{r['provinceCode']}": province_row(r) for r in old_province.values()}
    new_provinces = {f"p:{r['provinceCode']}@2025": province_row(r) for r in new_province.values()}
    going_on = {same[n]: n for n in same if n in new_provinces}
    for key, row in old_provinces.items():
        if key not in going_on:
            span(key, "", DAY, *row)
        elif new_provinces[going_on[key]] == row:
            span(key, "", "", *row)  # nothing changed: one span without an end
        else:
            span(key, "", DAY, *row)
            span(key, DAY, "", *new_provinces[going_on[key]])
    for key, row in new_provinces.items():
        if key not in same:
            span(key, DAY, "", *row)

    # --- districts, all of which ended ----------------------------------------------
    for code, r in districts.items():
        kind, name = split_name(r["district"], DISTRICT_KINDS)
        span(f"d:{code}", "", DAY, kind, code, name, f"p:{r['provinceCode']}")

    # --- communes ------------------------------------------------------------------------
    for key, r in old_unit.items():
        if key.startswith("c:"):
            kind, name = split_name(r["ward"], COMMUNE_KINDS)
            assert kind != "dac-khu"
            span(key, "", DAY, kind, r["wardCode"], name, f"d:{r['districtCode']}")
    for n, r in new_unit.items():
        kind, name = split_name(r["ward"], COMMUNE_KINDS)
        span(key_of(n), DAY, "", kind, r["wardCode"], name, key_of(f"p:{r['provinceCode']}@2025"))

    # --- successions of the day --------------------------------------------------------------
    def succeed(links, heirs):
        for group in components(links):
            if len(group) == 1 and group[0][1] in same:
                continue  # goes on as the same unit
            assert all(n not in same for _, n in group)
            number = str(uuid.uuid5(NAMESPACE, f"succession:{DAY}:" + min(n for _, n in group)))
            kind = "split" if any(len(heirs[a]) > 1 for a, _ in group) else "merge"
            for a, n in group:
                successions.append({"id": number, "day": DAY, "kind": kind, "reference": REFERENCE,
                                    "from": a, "to": n, "share": "1" if len(heirs[a]) == 1 else ""})

    succeed(province_links, province_heirs)
    succeed(links, heirs)

    # --- what is kept by hand --------------------------------------------------------------------
    for r in hand:
        if r["fact"] == "unit":
            assert r["key"] not in spans, r
            span(r["key"], r["from"], r["to"], r["kind"], r["code"], r["name"], r["parent"])
        elif r["fact"] == "span":
            # cut [from, to) out of the span that holds it; filled cells replace
            assert r["to"], r
            (home,) = [s for s in spans[r["key"]]
                       if s["from"] <= r["from"] and (not s["to"] or r["to"] <= s["to"])]
            spans[r["key"]].remove(home)
            if home["from"] < r["from"]:
                spans[r["key"]].append({**home, "to": r["from"]})
            spans[r["key"]].append({**home, "from": r["from"], "to": r["to"],
                                    **{c: r[c] for c in ("kind", "code", "name", "parent") if r[c]}})
            if r["to"] != home["to"]:
                spans[r["key"]].append({**home, "from": r["to"]})
        elif r["fact"] in ("merge", "split"):
            successions.append({"id": str(uuid.uuid5(NAMESPACE, f"succession:{r['from']}:{r['heir']}")),
                                "day": r["from"], "kind": r["fact"], "reference": r["reference"],
                                "from": r["key"], "to": r["heir"], "share": r["share"]})
        else:
            assert r["fact"] == "no-heir", r
            assert r["heir"] in new_unit and r["heir"] not in same, r

    units = sorted((s for rows in spans.values() for s in rows),
                   key=lambda s: (order(s["key"]), s["from"]))
    first = {}
    for s in successions:
        first[s["id"]] = min(first.get(s["id"], order(s["to"])), order(s["to"]))
    successions.sort(key=lambda s: (s["day"], first[s["id"]], order(s["to"]), order(s["from"])))
    return units, successions


def check(units, successions):
    """Everything that must hold; returns the counts."""
    spans = collections.defaultdict(list)
    for u in units:
        spans[u["key"]].append(u)

    last = "9999-12-31"

    def alive(day):
        """day '' is the day before anything known"""
        return {k: s for k, rows in spans.items() for s in rows
                if s["from"] <= day and day < (s["to"] or last)}

    assert len({u["uid"] for u in units}) == len(spans)
    for u in units:
        assert u["uid"] == uid(u["key"]) and u["key"].isascii()
        for cell in u.values():
            assert cell == unicodedata.normalize("NFC", cell).strip() and "\t" not in cell and "\n" not in cell
        assert u["kind"] in LEVEL and u["name"]
        assert (u["from"] or "0") < (u["to"] or last)
    for key, rows in spans.items():
        for a, b in zip(rows, rows[1:]):
            assert a["to"] and a["to"] <= b["from"], f"{key}: spans overlap"
            fields = ("kind", "code", "name", "parent")
            assert a["to"] != b["from"] or any(a[f] != b[f] for f in fields), f"{key}: idle span"

    # parents: there for every day of the span, and of the right level
    above = {"province": {"country"}, "district": {"province"}, "commune": {"district", "province"}}
    for u in units:
        if u["kind"] == "quoc-gia":
            assert not u["parent"]
            continue
        need, end = u["from"], u["to"] or last
        for p in spans[u["parent"]]:
            if p["from"] <= need < (p["to"] or last):
                assert LEVEL[p["kind"]] in above[LEVEL[u["kind"]]], u
                need = min(p["to"] or last, end)
        assert need == end, f"{u['key']}: its parent {u['parent']} is not there all the time"

    # codes: unique in a level, by start and on every day on which something begins
    seen = set()
    for u in units:
        if u["code"]:
            mark = (LEVEL[u["kind"]], u["code"], u["from"])
            assert mark not in seen, mark
            seen.add(mark)
            assert len(u["code"]) == {"province": 2, "district": 3, "commune": 5}[LEVEL[u["kind"]]], u
    for day in sorted({u["from"] for u in units}):
        now = collections.Counter((LEVEL[s["kind"]], s["code"]) for s in alive(day).values() if s["code"])
        assert max(now.values()) == 1, day

    before, after = alive("2025-06-30"), alive(DAY)
    kinds_before = collections.Counter(s["kind"] for s in before.values())
    kinds_after = collections.Counter(s["kind"] for s in after.values())
    assert kinds_after["tinh"] + kinds_after["thanh-pho"] == 34
    assert (kinds_after["xa"], kinds_after["phuong"], kinds_after["dac-khu"]) == (2621, 687, 13)
    assert sum(LEVEL[s["kind"]] == "commune" for s in after.values()) == 3321
    assert not any(LEVEL[s["kind"]] == "district" for s in after.values())
    assert all(after[s["parent"]] is not None for s in after.values() if s["parent"])
    assert kinds_before["tinh"] + kinds_before["thanh-pho"] == 63
    assert sum(LEVEL[s["kind"]] == "district" for s in before.values()) == 696
    assert sum(LEVEL[s["kind"]] == "commune" for s in before.values()) == 10035

    # successions
    assert len({(s["from"], s["to"]) for s in successions}) == len(successions)
    heirs, pre = collections.defaultdict(list), collections.defaultdict(list)
    for s in successions:
        assert s["from"] in spans and s["to"] in spans and s["share"] in ("", "1")
        assert spans[s["from"]][-1]["to"] == s["day"], s
        assert any(u["from"] <= s["day"] < (u["to"] or last) for u in spans[s["to"]]), s
        heirs[s["from"]].append(s)
        pre[s["to"]].append(s)
    for key, rows in heirs.items():
        assert (len(rows) == 1) == all(r["share"] == "1" for r in rows), key
        assert len(rows) == 1 or all(r["kind"] == "split" for r in rows), key
    grouped = collections.defaultdict(list)
    for s in successions:
        grouped[s["id"]].append(s)
    for rows in grouped.values():
        assert len({(r["day"], r["kind"], r["reference"]) for r in rows}) == 1
        assert (rows[0]["kind"] == "split") == any(not r["share"] for r in rows)
    for key, s in before.items():
        if LEVEL[s["kind"]] in ("province", "commune"):
            assert (key in after) != (key in heirs), f"{key} neither continues nor has an heir"
    for key, s in after.items():
        assert key in before or key in pre, f"{key} comes from nowhere"
        if key in heirs:
            raise AssertionError(f"{key} has heirs and goes on")

    # the wards of the seeds
    def at(key, day):
        (s,) = [u for u in spans[key] if u["from"] <= day < (u["to"] or last)]
        return s

    def line(key, day):
        out = []
        while key:
            s = at(key, day)
            out.append((s["kind"], s["name"]))
            key = s["parent"]
        return out

    seeds = [
        ("c:23560", "c:23563@2025", "23563", "Diên Hồng", "Diên Hồng", 4,
         ("tp-thuoc-tinh", "Pleiku"), "Gia Lai"),
        ("c:16732", "c:16732@2025", "16732", "Nghi Hương", "Cửa Lò", 7,
         ("tp-thuoc-tinh", "Vinh"), "Nghệ An"),
        ("c:18115", "c:18115@2025", "18115", "Bắc Hồng", "Bắc Hồng Lĩnh", 4,
         ("thi-xa", "Hồng Lĩnh"), "Hà Tĩnh"),
        ("c:19357", "c:19360@2025", "19360", "1", "Quảng Trị", 5,
         ("thi-xa", "Quảng Trị"), "Quảng Trị"),
    ]
    vn = ("quoc-gia", "Việt Nam")
    for a, n, code, then, now, made_of, district, province in seeds:
        assert line(a, "2025-06-30") == [("phuong", then), district, ("tinh", province), vn]
        assert line(n, DAY) == [("phuong", now), ("tinh", province), vn]
        assert at(n, DAY)["code"] == code and at(a, "2025-06-30")["code"] == a[2:]
        assert [(r["to"], r["share"]) for r in heirs[a]] == [(n, "1")]
        assert len(pre[n]) == made_of and all(r["share"] == "1" for r in pre[n])
    assert line("c:16732", "2024-11-30") == [("phuong", "Nghi Hương"), ("thi-xa", "Cửa Lò"), ("tinh", "Nghệ An"), vn]
    assert line("c:16732", "2024-12-01")[1] == ("tp-thuoc-tinh", "Vinh")
    twins = {(s["code"], at(s["parent"], DAY)["name"]) for s in after.values()
             if (s["kind"], s["name"]) == ("phuong", "Diên Hồng")}
    assert twins == {("23563", "Gia Lai"), ("27169", "Hồ Chí Minh")}
    for key in ("p:40", "p:42"):
        assert key in before and key in after
    assert sorted(r["from"] for r in pre["p:52@2025"]) == ["p:52", "p:64"]
    assert sorted(r["from"] for r in pre["p:44@2025"]) == ["p:44", "p:45"]

    def level_rows(level):
        return [s for s in successions if LEVEL[spans[s["from"]][-1]["kind"]] == level]

    go_on = [k for k in before if k in after and LEVEL[after[k]["kind"]] == "commune"]
    return {
        "rows in units.tsv": len(units),
        "units (keys)": len(spans),
        "before 2025-07-01, by kind": dict(sorted(kinds_before.items())),
        "from 2025-07-01, by kind": dict(sorted(kinds_after.items())),
        "provinces that go on": sum(LEVEL[after[k]["kind"]] == "province" for k in before if k in after),
        "communes that go on": len(go_on),
        "of them with another name": sum(before[k]["name"] != after[k]["name"] for k in go_on),
        "of them with another kind": sum(before[k]["kind"] != after[k]["kind"] for k in go_on),
        "of them with another code": sum(before[k]["code"] != after[k]["code"] for k in go_on),
        "of them formerly a district": sum(LEVEL[before[k]["kind"]] == "district" for k in go_on),
        "codes borne by another unit since 2025-07-01":
            len({(LEVEL[s["kind"]], s["code"]) for k, s in before.items() if k not in after and s["code"]}
                & {(LEVEL[s["kind"]], s["code"]) for k, s in after.items() if k not in before}),
        "rows in successions.tsv": len(successions),
        "successions": {f"{level} {kind}": len({s["id"] for s in level_rows(level) if s["kind"] == kind})
                        for level in ("province", "district", "commune") for kind in ("merge", "split")},
        "rows by level": {level: len(level_rows(level)) for level in ("province", "district", "commune")},
        "old communes wholly to one heir": sum(s["share"] == "1" for s in level_rows("commune")),
        "old communes split": len({s["from"] for s in level_rows("commune") if not s["share"]}),
        "largest succession (rows)": max(len(g) for g in grouped.values()),
    }


def text(columns, rows):
    lines = ["\t".join(columns)] + ["\t".join(r[c] for c in columns) for r in rows]
    return ("\n".join(lines) + "\n").encode("utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel")
    parser.add_argument("--check", action="store_true", help="write nothing, compare with the files on disk")
    args = parser.parse_args()
    home = pathlib.Path(__file__).resolve().parent.parent / "data" / "map"
    units, successions = build(args.wheel, home / "by-hand.tsv")
    counts = check(units, successions)
    for name, blob in (("units.tsv", text(UNIT_COLUMNS, units)),
                       ("successions.tsv", text(SUCCESSION_COLUMNS, successions))):
        if args.check:
            if (home / name).read_bytes() != blob:
                sys.exit(f"{name} is not what the wheel and by-hand.tsv give")
        else:
            (home / name).write_bytes(blob)
        print(f"{name}: {len(blob)} bytes, sha256 {hashlib.sha256(blob).hexdigest()}")
    for what, number in counts.items():
        print(f"{what}: {number}")


if __name__ == "__main__":
    if not __debug__:
        sys.exit("run without -O: the assertions are the check")
    main()
