#!/usr/bin/env bash
# How the time of a check depends on the file, beside the goals.
#
#   tests/bench/shapes.sh [ROWS]     ROWS is 1000000, and ten times as many for the large file
#   RUNS=9 tests/bench/shapes.sh     so many runs of each, 5 by default
set -euo pipefail

rows=${1:-1000000}
case $rows in
    *[!0-9]* | '')
        printf 'usage: tests/bench/shapes.sh [ROWS]\n' >&2
        exit 2
        ;;
esac

# shellcheck source-path=SCRIPTDIR source=setup.sh
. "$(dirname "$0")/setup.sh"
build
for shape in mixed clean all-bad all-quoted one-note pairs one-value ragged latin1; do
    generate --shape "$shape" --rows "$rows" --out "$data/$shape.csv"
done
generate --rows $((rows * 10)) --out "$data/large.csv"
generate --rows 10000 --out "$data/small.csv"
generate --shape tiny-files --rows "$rows" --out "$data/tiny-files"

commands=('mixed, 1 thread' "$(check 1) $data/mixed.csv"
    'tiny-files, 1 thread' "$(check 1) $data/tiny-files"
    'tiny-files' "$(check 2) $data/tiny-files"
    'large' "$(check 2) $data/large.csv"
    'small' "$(check 2) $data/small.csv")
for shape in mixed clean all-bad all-quoted one-note pairs one-value ragged latin1; do
    commands+=("$shape" "$(check 2) $data/$shape.csv")
done
python3 "$bench/goals.py" "$runs" "$rows" "$data" "${commands[@]}"
