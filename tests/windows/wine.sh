# To be sourced: what builds Windows programs here and runs them. `skip WHY` is the caller's, for where that can't be had.
target=x86_64-pc-windows-gnu
wine=/usr/lib/wine/wine64
export WINEPREFIX="$PWD/target/wine" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" LC_ALL=C.UTF-8

have_mingw() {
  if ! command -v x86_64-w64-mingw32-windres >/dev/null; then
    installed gcc-mingw-w64-x86-64 || skip "gcc-mingw-w64-x86-64 is not installed, and apt-get does not give it"
  fi
  [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] || rustup target add "$target" || skip "rustup does not give the target $target"
}

installed() { # PACKAGE…
  [ "$(id -u)" = 0 ] && { apt-get update --quiet && DEBIAN_FRONTEND=noninteractive apt-get install -y --quiet --no-install-recommends "$@"; } >/dev/null
}

# A Windows of its own in target/wine, with a folder for temporary files whose name is Chinese and has a blank.
have_wine() {
  [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] || skip "Wine runs these programs on a 64-bit Intel or AMD only, installed from Debian's packages"
  [ -x "$wine" ] || installed wine64 wine || skip "wine64 is not installed, and apt-get does not give it"
  # Two at once would empty each other's folders, and the first to end ends the other's programs.
  mkdir -p "${WINEPREFIX%/*}"
  exec 9>"$WINEPREFIX.lock"
  flock 9
  # What Wine makes is then the user's alone, as it is in a Windows user's own folder.
  umask 077
  trap 'wineserver -k >/dev/null 2>&1 || true' EXIT
  local temporary="$WINEPREFIX/drive_c/临时 文件夹" system="$WINEPREFIX/drive_c/windows/system32" name
  if ! [ -e "$WINEPREFIX/ready" ]; then
    rm -rf "$WINEPREFIX"
    mkdir -p "$WINEPREFIX"
    "$wine" wineboot --init >/dev/null 2>&1
    wineserver -w
    [ -e "$system/bcryptprimitives.dll" ] ||
      x86_64-w64-mingw32-gcc -shared -O -o "$system/bcryptprimitives.dll" "$(dirname "${BASH_SOURCE[0]}")/bcryptprimitives.c" -ladvapi32
    for name in TEMP TMP; do "$wine" reg add 'HKCU\Environment' /f /v "$name" /t REG_SZ /d 'C:\临时 文件夹' >/dev/null 2>&1; done
    touch "$WINEPREFIX/ready"
  fi
  rm -rf "$temporary"
  mkdir -p "$temporary"
}
