"""mistakes.py FILE TRUTH REPORT: what the plain query and csv-preflight miss and invent, by sort of duplicate."""

import csv
import json
import sys

from measure import table
from plain import email_key, phone_key

# What repeats, and the rules that say so.
SORTS = {
    "same-email": ("e-mail, same spelling", "email", "duplicate-email"),
    "email-case": ("e-mail, other capitals", "email", "email-collision"),
    "phone-spelling": ("phone, other spelling", "phone", "phone-collision"),
    "shared-phone": ("phone, other e-mail", "phone", "shared-phone"),
}
RULES = [*(rule for _, _, rule in SORTS.values()), "duplicate-phone", "identity-conflict"]


def found_plainly(path):
    """Records that repeat a key, by column."""
    seen, found = {"email": set(), "phone": set()}, {"email": set(), "phone": set()}
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        email, phone = header.index("Email"), header.index("Phone")
        for record, row in enumerate(reader, 1):
            for what, key in (("email", email_key(row[email])), ("phone", phone_key(row[phone]))):
                if key and key in seen[what]:
                    found[what].add(record)
                seen[what].add(key)
    return found


path, truth, report = sys.argv[1:]
with open(truth, encoding="utf-8") as file:
    truth = json.load(file)
with open(report, encoding="utf-8") as file:
    counts = json.load(file)["counts"]
plain = found_plainly(path)
true = {sort: {record for record, _, named in truth["duplicates"] if named == sort} for sort in SORTS}

rows, missed = [], 0
for sort, (name, what, rule) in SORTS.items():
    missed_here = len(true[sort] - plain[what])
    missed += missed_here
    rows.append((name, len(true[sort]), missed_here, max(0, len(true[sort]) - counts.get(rule, 0))))
total = sum(map(len, true.values()))
invented = 0
for what in ("email", "phone"):
    real = set().union(*(true[sort] for sort in SORTS if SORTS[sort][1] == what))
    invented += len(plain[what] - real)
ours = sum(counts.get(rule, 0) for rule in RULES)
tallied = sum(min(len(true[sort]), counts.get(rule, 0)) for sort, (_, _, rule) in SORTS.items())

print(f"{truth['rows']:,} rows: duplicates that are missed and invented\n")
table(("", "true duplicates", "missed by the plain query", "missed by csv-preflight"),
      *((name, f"{n:,}", f"{plainly:,}", f"{by_us:,}") for name, n, plainly, by_us in rows),
      ("all", f"{total:,}", f"{missed:,}", f"{total - tallied:,}"),
      ("invented", "", f"{invented:,}", f"{ours - tallied:,}"))
