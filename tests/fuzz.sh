#!/usr/bin/env bash
# Whatever reads bytes of others (tests/vault/foreign/readers.rs), each fed by libFuzzer for some seconds.
# usage: tests/fuzz.sh [SECONDS] [TARGET…]. What makes a reader fall lies in fuzz/artifacts/TARGET afterwards; what was
# found on the way stays in fuzz/corpus/TARGET, where `cargo fuzz` looks, too.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"
export SECONDS_EACH="${1:-8}"
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=($(basename -s .rs fuzz_targets/*.rs))

for tool in cargo c++ python3; do
  command -v "$tool" >/dev/null && continue
  echo "fuzz.sh: $tool is missing (libFuzzer is C++)"
  exit 0
done

# The versions that the program has. Counters at every branch are all that libFuzzer needs, and every toolchain has them;
# the code is safe, so that a sanitizer for addresses would look after others' code only (`cargo +nightly fuzz` has it).
cp ../Cargo.lock .
export CARGO_TARGET_DIR="$PWD/target"
flags=(-Cpasses=sancov-module)
for flag in level=4 inline-8bit-counters pc-table trace-compares; do
  flags+=("-Cllvm-args=-sanitizer-coverage-$flag")
done
host="$(rustc -vV | sed -n 's/^host: //p')"
RUSTFLAGS="${flags[*]}" cargo build --quiet --release --target "$host" "${targets[@]/#/--bin=}"
export BUILT="$CARGO_TARGET_DIR/$host/release"

python3 seeds.py "${targets[@]}"

# Readers that need a folder get it in memory.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
fuzz() {
  local log="artifacts/$1/log"
  mkdir -p "artifacts/$1"
  if "$BUILT/$1" "corpus/$1" -max_total_time="$SECONDS_EACH" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="artifacts/$1/" >"$log" 2>&1; then
    echo "$1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $SECONDS_EACH s"
  else
    tail -n 40 "$log"
    echo "$1: fell; the log is fuzz/$log"
    return 1
  fi
}
export -f fuzz
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
