"""ratios.py RUNS FILE NAME COMMAND [NAME COMMAND]...: one table; the first command is what the others are
measured against."""

import os
import sys

from measure import measure, mebibytes, table

runs, path, *words = sys.argv[1:]
commands = dict(zip(words[::2], words[1::2]))
results = measure(commands, int(runs))
ours, _ = results[words[0]]
size = os.path.getsize(path)
print(f"{size / 1e6:,.0f} MB, medians of {runs} interleaved runs\n")
table(("", "wall s", "ours is × of it", "GB/s", "peak MiB"),
      *((name, f"{wall:.3f}", f"{ours / wall:.2f}", f"{size / wall / 1e9:.2f}", mebibytes(peak))
        for name, (wall, peak) in results.items()))
