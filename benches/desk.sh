#!/usr/bin/env bash
# Prints what the desk takes in schools of 2,000 cases, plain and sealed, and how many crates it adds to the program.
# usage: benches/desk.sh [CRISIS [--growth]]. --growth builds the program without the desk as well, and compares the size.
set -euo pipefail
cd "$(dirname "$0")/.."
crisis="$(realpath "${1:-target/release/crisis}")"
command -v node >/dev/null || { echo "desk.sh: node is missing"; [ -z "${CI:-}" ] && exit 0; exit 1; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cargo build --quiet --example gen
for kind in plain sealed; do
  flag=""
  [ "$kind" = plain ] || flag=--sealed
  target/debug/examples/gen "$work/$kind" --cases "${CASES:-2000}" --seed 7 $flag >/dev/null
  identity=""
  [ "$kind" = plain ] || identity="$work/$kind.identity"
  HOME="$work" node benches/desk.mjs "$crisis" "$work/$kind" '2026-06-18 09:00' $identity
done
crates() { cargo tree -e normal --prefix none "$@" | sort -u | wc -l; }
with="$(crates)" without="$(crates --no-default-features)"
echo "crates: $with with the desk, $without without it"
[ $((with - without)) -le 60 ] || { echo "the desk brings more than 60 crates"; exit 1; }
[ "${2:-}" = --growth ] || exit 0
cargo build --quiet --release --no-default-features --target-dir target/without-desk
grown=$(($(stat -c %s "$crisis") - $(stat -c %s target/without-desk/release/crisis)))
echo "the program: $(($(stat -c %s "$crisis") / 1000)) kB, of which the desk is $((grown / 1000)) kB"
[ "$grown" -le 3000000 ] || { echo "the desk takes more than 3 MB"; exit 1; }
