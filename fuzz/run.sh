#!/usr/bin/env bash
# A fuzzer on the readers of foreign bytes, for so many seconds: it begins with whole files of the examples and keeps what
# it finds worth to keep in target/fuzz. Needs a nightly toolchain and a C++ compiler; says so where there is none.
# usage: fuzz/run.sh [SECONDS [READER]]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:-60}"
export CRISIS_READER="${2:-}" CARGO_TARGET_DIR="$PWD/target/fuzz"
cargo +nightly --version >/dev/null 2>&1 || { echo "fuzz: skipped: there is no nightly toolchain here"; exit 0; }
# What cargo-fuzz tells the compiler, without its address checks: nothing here is unsafe.
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
 -Cllvm-args=-sanitizer-coverage-trace-compares"
RUSTFLAGS="${RUSTFLAGS//$'\n'/}"
[ -f fuzz/Cargo.lock ] || cp Cargo.lock fuzz/Cargo.lock
cargo +nightly build --quiet --release --manifest-path fuzz/Cargo.toml --target x86_64-unknown-linux-gnu
corpus="$CARGO_TARGET_DIR/corpus"
mkdir -p "$corpus"
find examples/shiyan/cases examples/shiyan/guides tests/fixtures -type f -size -200k -print0 |
  while IFS= read -r -d '' file; do cp "$file" "$corpus/$(sha256sum <"$file" | cut -c1-16)"; done
"$CARGO_TARGET_DIR/x86_64-unknown-linux-gnu/release/foreign" -max_total_time="$seconds" -rss_limit_mb=4096 -timeout=30 \
  -artifact_prefix="$CARGO_TARGET_DIR/" -print_final_stats=1 "$corpus"
