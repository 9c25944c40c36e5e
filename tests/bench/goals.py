"""goals.py RUNS ROWS FOLDER NAME COMMAND [NAME COMMAND]...: how long each shape takes, and whether the goals are met.

The commands are named after the shapes; `large` has ten times as many rows, `small` ten thousand."""

import os
import sys

from measure import measure, mebibytes, table

runs, rows, folder, *words = sys.argv[1:]
rows = int(rows)
results = measure(dict(zip(words[::2], words[1::2])), int(runs))
wall = {name: wall for name, (wall, _) in results.items()}


def speed(name):
    return os.path.getsize(os.path.join(folder, f"{name}.csv")) / wall[name] / 1e9


print(f"{rows:,} rows unless said otherwise, 2 threads, medians of {runs} interleaved runs\n")
table(("shape", "wall s", "× clean", "peak MiB"),
      *((name, f"{seconds:.3f}", f"{seconds / wall['clean']:.2f}", mebibytes(peak))
        for name, (seconds, peak) in results.items()))

large_peak = (results["large"][1] or 0) / 1e6
goals = [
    (f"{rows:,} mixed rows, GB/s", speed("mixed"), ">=", 1.0),
    (f"{rows * 10:,} mixed rows, GB/s", speed("large"), ">=", 1.0),
    (f"{rows * 10:,} rows, × the time of {rows:,}", wall["large"] / wall["mixed"], "<=", 11.0),
    (f"{rows * 10:,} rows, peak MB", large_peak, "<=", 500.0),
    ("two threads, × as fast as one", wall["mixed, 1 thread"] / wall["mixed"], ">=", 1.7),
    ("every row wrong, × clean", wall["all-bad"] / wall["clean"], "<=", 3.0),
    ("files of 100 rows, million rows a second on one thread", rows / wall["tiny-files, 1 thread"] / 1e6, ">=", 1.0),
    ("10,000 rows from the start, ms", wall["small"] * 1000, "<=", 20.0),
]
print()
table(("goal", "wanted", "measured", "met"),
      *((goal, f"{sign} {wanted:g}", f"{got:.2f}", "yes" if (got >= wanted) == (sign == ">=") else "no")
        for goal, got, sign, wanted in goals))
