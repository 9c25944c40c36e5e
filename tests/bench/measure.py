"""Medians of interleaved runs: every round runs each command once, so that a busy moment hits all alike."""

import json
import os
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

# Bytes on macOS, kibibytes elsewhere: getrusage(2).
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def wall(command):
    """Seconds of one run."""
    if shutil.which("hyperfine"):
        with tempfile.NamedTemporaryFile(suffix=".json") as out:
            arguments = ["--shell=none", "--runs=1", "--ignore-failure", "--style=none"]
            subprocess.run(["hyperfine", *arguments, "--export-json", out.name, command], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return json.load(out)["results"][0]["median"]
    start = time.perf_counter()
    subprocess.run(shlex.split(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def peak(command):
    """Peak memory of one run in bytes; None where it is less than this script's own, which a child starts with.

    Stops the benchmark where the command does not do its work: 0 is success, 1 is findings.
    """
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(shlex.split(command), stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            errors.seek(0)
            sys.stderr.buffer.write(errors.read())
            sys.exit(f"exit code {process.returncode} of: {command}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage.ru_maxrss * RSS_UNIT if usage.ru_maxrss > 1.1 * own else None


def measure(commands, runs):
    """Of each command by name: median seconds and peak bytes. The run for the memory warms up."""
    peaks = {name: peak(command) for name, command in commands.items()}
    walls = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            walls[name].append(wall(command))
    return {name: (statistics.median(walls[name]), peaks[name]) for name in commands}


def mebibytes(size):
    return "under 20" if size is None else f"{size / 2**20:.0f}"


def table(*rows):
    """Prints Markdown; the first row is the head."""
    for index, row in enumerate(rows):
        print("| " + " | ".join(str(cell) for cell in row) + " |")
        if index == 0:
            print("|---" * len(row) + "|")
