#!/usr/bin/env bash
# csv-preflight beside what one would use instead: time, memory, and what each gets wrong.
#
#   tests/bench/compare.sh [ROWS] [--qsv]     ROWS is 1000000; --qsv builds the validator qsv if it is not installed
#   RUNS=9 tests/bench/compare.sh             so many runs of each, 5 by default
set -euo pipefail

rows=1000000
build_qsv=false
for argument in "$@"; do
    case $argument in
        --qsv) build_qsv=true ;;
        *[!0-9]* | '')
            printf 'usage: tests/bench/compare.sh [ROWS] [--qsv]\n' >&2
            exit 2
            ;;
        *) rows=$argument ;;
    esac
done

# shellcheck source-path=SCRIPTDIR source=setup.sh
. "$(dirname "$0")/setup.sh"
build
generate --rows "$rows" --out "$data/customers.csv" --truth "$data/truth.json"
file=$data/customers.csv
python=$cache/venv/bin/python

# Pairs of a name and a command; the first is what the others are measured against.
commands=('csv-preflight check, 2 threads' "$(check 2) $file"
    'cat' "cat $file"
    'wc -l' "wc -l $file")

validator() {
    local name
    for name in qsv qsvlite "$cache/bin/qsvlite"; do
        command -v "$name" && return
    done
    $build_qsv || return 1
    say 'building qsv (many minutes)'
    # Its compression library is built with cmake.
    if ! install cmake || ! PATH=$cache/venv/bin:$PATH cargo install --quiet --locked qsv \
        --no-default-features --features lite --bin qsvlite --root "$cache" >&2; then
        say 'qsv could not be built'
        return 1
    fi
    printf '%s\n' "$cache/bin/qsvlite"
}
if qsv=$(validator); then
    commands+=('qsv validate, structure only' "$qsv validate $file")
else
    say 'without qsv (--qsv builds it): no structure-only validator is compared'
fi
for package in duckdb polars; do
    if install "$package"; then
        version=$("$python" -c "import $package; print($package.__version__)")
        commands+=("$package $version, plain query" "$python $bench/plain.py $package $file")
    else
        say "without $package: it could not be installed from PyPI"
    fi
done
commands+=('Python csv + sets, plain query' "python3 $bench/plain.py python $file")

python3 "$bench/ratios.py" "$runs" "$file" "${commands[@]}"
"$tool" check "$file" --no-progress --output-format json --max-per-rule 0 --fail-on never >"$data/report.json"
printf '\n'
python3 "$bench/mistakes.py" "$file" "$data/truth.json" "$data/report.json"
