# shellcheck shell=bash disable=SC2034 # the scripts that read this one use what is set here
# What both scripts need: the programs built, a folder for the data, an environment for what we are compared with.
# The data is removed at the end; the environment is kept for the next time in $cache.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bench=$root/tests/bench
cache=${XDG_CACHE_HOME:-$HOME/.cache}/csv-preflight-bench
runs=${RUNS:-5}

die() {
    printf '%s\n' "$*" >&2
    exit 2
}

say() {
    printf '%s\n' "$*" >&2
}

# Never the data's folder of somebody else: it is removed.
data=$(mktemp -d "${TMPDIR:-/tmp}/csv-preflight-bench.XXXXXX")
trap 'rm -rf -- "$data"' EXIT
trap 'exit 130' INT TERM

build() {
    command -v cargo >/dev/null || die 'cargo is not installed: https://rustup.rs'
    command -v python3 >/dev/null || die 'python3 is not installed'
    say 'building (the first time takes some minutes)'
    (cd "$root" && cargo build --quiet --release --locked --bin csv-preflight --example generate) ||
        die 'the programs could not be built'
    local target
    target=$(cd "$root" && cargo metadata --format-version 1 --no-deps --locked |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
    tool=$target/release/csv-preflight
    generator=$target/release/examples/generate
}

# check THREADS: the command of a check on that many threads, without the files.
check() {
    if "$tool" check --help | grep -q -e '--threads'; then
        printf '%q check --no-progress --threads %s' "$tool" "$1"
    else
        printf 'env RAYON_NUM_THREADS=%s %q check --no-progress' "$1" "$tool"
    fi
}

generate() {
    say "generating $*"
    "$generator" "$@"
}

# install PACKAGE: into the environment, unless it is there.
install() {
    [ -x "$cache/venv/bin/python" ] || python3 -m venv "$cache/venv" ||
        die "no virtual environment could be made in $cache (on Debian: apt-get install python3-venv)"
    "$cache/venv/bin/python" -c "import $1" 2>/dev/null ||
        "$cache/venv/bin/pip" install --quiet --disable-pip-version-check "$1" ||
        return 1
}
