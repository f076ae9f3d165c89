#!/usr/bin/env bash
# The suites as Windows runs them: built with mingw-w64, run under Wine, in folders whose names are Chinese and have a
# blank. Needs Rust and, on Debian, root for the packages that it installs; where Wine can't be had, it says so and ends
# well. Of the tests that start the program those run that Windows could make fail; a start takes a hundred times as long
# there, and what is the same on every system is left to `cargo test`.
# usage: tests/windows.sh [--ci | NAME]: --ci what Windows makes fail most, NAME the tests whose name has it
set -euo pipefail
cd "$(dirname "$0")/.."
stage() { echo "windows.sh: $SECONDS s: $*"; }
skip() {
  echo "windows.sh: skipped: $*"
  exit 0
}
. tests/windows/wine.sh

have_mingw
stage "a Windows of its own, in target/wine"
have_wine
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER="$wine"
# Nobody steps through these programs, and each start reads the whole file.
export CARGO_PROFILE_DEV_DEBUG=0 RUST_BACKTRACE=0
# One build for all that runs after it.
built=(--lib --test engine --test program --test vault)
[ "${1:-}" != --ci ] || built=(--lib --test program)
stage "building"
cargo test --quiet --target "$target" "${built[@]}" --no-run

failed=0
suite() { # SUITE, then what the test program is told
  stage "cargo test $1"
  # shellcheck disable=SC2086 # two words
  cargo test --quiet --target "$target" $1 -- "${@:2}" || failed=1
}
if [ "${1:-}" = --ci ]; then
  suite "--lib"
  suite "--test program" windows:: one_writer
elif [ $# -gt 0 ]; then
  for tests in "--lib" "--test engine" "--test program" "--test vault"; do suite "$tests" "$@"; done
else
  suite "--lib"
  suite "--test engine"
  suite "--test vault" --skip kills --skip speed
  suite "--test program" windows:: commands:: sealed:: verify:: archive::
fi
stage "done"
exit "$failed"
