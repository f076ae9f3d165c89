#!/usr/bin/env bash
# The suites as Windows runs them: built with mingw-w64, run under Wine, in folders whose names are Chinese and have a
# blank. Needs Rust and, on Debian, root for the packages that it installs; where Wine can't be had, it says so and ends
# well. What is slow and the same on every system (whole guides spoilt in every way, killed runs) is left to `cargo test`.
# usage: tests/windows.sh [NAME]: only the tests whose name has NAME in it
set -euo pipefail
cd "$(dirname "$0")/.."
target=x86_64-pc-windows-gnu
stage() { echo "windows.sh: $SECONDS s: $*"; }
skip() {
  echo "windows.sh: skipped: $*"
  exit 0
}

wine=/usr/lib/wine/wine64
if ! [ -x "$wine" ] || ! command -v x86_64-w64-mingw32-gcc >/dev/null; then
  [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] || skip "Wine runs these programs on a 64-bit Intel or AMD only, installed from Debian's packages"
  [ "$(id -u)" = 0 ] || skip "wine64 and gcc-mingw-w64-x86-64 are not installed, and only root can install them"
  { apt-get update --quiet && DEBIAN_FRONTEND=noninteractive apt-get install -y --quiet --no-install-recommends wine64 wine gcc-mingw-w64-x86-64; } >/dev/null ||
    skip "apt-get does not give wine64 and gcc-mingw-w64-x86-64"
fi
if ! [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
  rustup target add "$target" || skip "rustup does not give the target $target"
fi

# What Wine makes is then the user's alone, as it is in a Windows user's own folder.
umask 077
stage "a Windows of its own, in target/wine"
export WINEPREFIX="$PWD/target/wine" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" LC_ALL=C.UTF-8
trap 'wineserver -k >/dev/null 2>&1 || true' EXIT
if ! [ -e "$WINEPREFIX/ready" ]; then
  rm -rf "$WINEPREFIX"
  mkdir -p "$WINEPREFIX"
  "$wine" wineboot --init >/dev/null 2>&1
  wineserver -w
  system="$WINEPREFIX/drive_c/windows/system32"
  if ! [ -e "$system/bcryptprimitives.dll" ]; then
    x86_64-w64-mingw32-gcc -shared -O -o "$system/bcryptprimitives.dll" tests/windows/bcryptprimitives.c -ladvapi32
  fi
  for name in TEMP TMP; do "$wine" reg add 'HKCU\Environment' /f /v "$name" /t REG_SZ /d 'C:\临时 文件夹' >/dev/null 2>&1; done
  mkdir -p "$WINEPREFIX/drive_c/临时 文件夹"
  touch "$WINEPREFIX/ready"
fi
rm -rf "$WINEPREFIX/drive_c/临时 文件夹"
mkdir -p "$WINEPREFIX/drive_c/临时 文件夹"

export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER="$wine"
# Nobody steps through these programs, and each start reads the whole file.
export CARGO_PROFILE_DEV_DEBUG=0 RUST_BACKTRACE=0
stage "building"
cargo test --quiet --target "$target" --lib --bins --tests --no-run
# Slow under Wine and no different there.
elsewhere=(kills mutants mistypes flips generated speed)
failed=0
for suite in "--lib" "--test engine" "--test program" "--test vault"; do
  stage "cargo test $suite"
  # shellcheck disable=SC2086 # two words
  cargo test --quiet --target "$target" $suite -- ${1:+"$1"} $(printf -- '--skip %s ' "${elsewhere[@]}") || failed=1
done
stage "done"
exit "$failed"
