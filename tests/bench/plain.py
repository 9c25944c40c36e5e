"""plain.py duckdb|polars|python FILE: how many rows repeat an e-mail address and a phone number, as one would ask
without knowing phone numbers: `lower(trim(email))` and the digits of the phone."""

import csv
import re
import sys

NOT_DIGITS = re.compile("[^0-9]")


def email_key(text):
    return text.strip().lower()


def phone_key(text):
    return NOT_DIGITS.sub("", text)


def duckdb(path):
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    repeated = "(SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) n FROM rows WHERE {0} <> '' GROUP BY {0}))"
    return connection.execute(
        "WITH rows AS MATERIALIZED (SELECT lower(trim(Email)) email, regexp_replace(Phone, '[^0-9]', '', 'g') phone "
        "FROM read_csv($1, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')) "
        f"SELECT {repeated.format('email')}, {repeated.format('phone')}", [path]).fetchone()


def polars(path):
    import os

    os.environ["POLARS_MAX_THREADS"] = "2"
    import polars

    column = polars.col
    rows = polars.scan_csv(path, infer_schema=False).select(
        email=column("Email").str.strip_chars().str.to_lowercase(),
        phone=column("Phone").str.replace_all("[^0-9]", ""))
    repeated = [rows.select(name).filter(column(name) != "").group_by(name).len()
                .select((column("len").cast(polars.Int64) - 1).sum()) for name in ("email", "phone")]
    return tuple(frame.item() for frame in polars.collect_all(repeated, engine="streaming"))


def python(path):
    counts = [0, 0]
    seen = [set(), set()]
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        email, phone = header.index("Email"), header.index("Phone")
        for row in reader:
            for place, key in enumerate((email_key(row[email]), phone_key(row[phone]))):
                counts[place] += key != "" and key in seen[place]
                seen[place].add(key)
    return tuple(counts)


if __name__ == "__main__":
    engine, path = sys.argv[1:]
    emails, phones = {"duckdb": duckdb, "polars": polars, "python": python}[engine](path)
    print(f"{emails} rows repeat an e-mail address, {phones} a phone number")
