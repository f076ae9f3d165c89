#!/usr/bin/env bash
# What is handed out, in target/dist: a zip for Windows, a static program and a .deb for Linux, checksums, bills of
# materials; each is tried before this ends well. Needs Rust and, on Debian, root for the packages that it installs.
# usage: dist/build.sh
set -euo pipefail
cd "$(dirname "$0")/.."
stage() { echo "dist: $SECONDS s: $*"; }
fail() { echo "dist: $*" >&2; exit 1; }
skip() { fail "$*"; }
. tests/windows/wine.sh
linux=x86_64-unknown-linux-musl
version="$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)"
out="$PWD/target/dist" work="$PWD/target/dist/work"
# The same sources give the same archives.
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
export SOURCE_DATE_EPOCH TZ=UTC

have_mingw
command -v zip >/dev/null && command -v unzip >/dev/null || installed zip unzip || fail "zip and unzip are missing"
[ -d "$(rustc --print sysroot)/lib/rustlib/$linux" ] || rustup target add "$linux" || fail "rustup does not give the target $linux"
rm -rf "$out"
mkdir -p "$work"

stage "building for $target and $linux"
cargo build --release --locked --target "$target"
cargo build --release --locked --target "$linux"
windows_exe="target/$target/release/crisis.exe" linux_exe="target/$linux/release/crisis"

papers() { # FOLDER TARGET: what goes along with a program
  cp LICENSE-MIT LICENSE-APACHE CHANGELOG.md "$1"
  "$linux_exe" handbook --out "$1/handbook.html" >/dev/null
  python3 dist/parts.py "$2" "$out/crisis-$version-$2.cdx.json" "$1/LICENSES-THIRD-PARTY.txt"
}
dated() { find "$@" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +; }

stage "the zip for Windows"
name="crisis-$version-windows-x86_64"
mkdir "$work/$name"
cp "$windows_exe" dist/start.cmd "$work/$name"
papers "$work/$name" "$target"
# A mark and the ends of lines by which every editor of Windows knows what it is.
for text in README.zh-CN.md LICENSE-MIT LICENSE-APACHE; do
  { [[ $text != *zh-CN* ]] || printf '\xef\xbb\xbf'; sed 's/$/\r/' "$text"; } >"$work/$name/${text%.md}.txt"
done
rm "$work/$name/LICENSE-MIT" "$work/$name/LICENSE-APACHE"
LC_ALL=C grep -q '[^ -~[:space:]]' dist/start.cmd && fail "start.cmd is to be ASCII"
(cd "$work/$name" && find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum >SHA256SUMS)
dated "$work/$name"
(cd "$work" && find "$name" -print | sort | zip -X -9 -q "$out/$name.zip" -@)

stage "the static program for Linux"
name="crisis-$version-linux-x86_64"
mkdir "$work/$name"
cp "$linux_exe" README.md README.zh-CN.md "$work/$name"
papers "$work/$name" "$linux"
dated "$work/$name"
tar --create --sort=name --owner=0 --group=0 --numeric-owner -C "$work" "$name" | gzip -9n >"$out/$name.tar.gz"

stage "the .deb"
deb="$work/deb" share="$work/deb/usr/share"
mkdir -p "$deb/DEBIAN" "$deb/usr/bin" "$share"/{doc/crisis,bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d}
cp "$linux_exe" "$deb/usr/bin/crisis"
cp README.md README.zh-CN.md "$share/doc/crisis"
cp "$work/$name/handbook.html" "$share/doc/crisis"
gzip -9nc CHANGELOG.md >"$share/doc/crisis/changelog.gz"
cat LICENSE-MIT LICENSE-APACHE "$work/$name/LICENSES-THIRD-PARTY.txt" >"$share/doc/crisis/copyright"
"$linux_exe" completions bash >"$share/bash-completion/completions/crisis"
"$linux_exe" completions zsh >"$share/zsh/vendor-completions/_crisis"
"$linux_exe" completions fish >"$share/fish/vendor_completions.d/crisis.fish"
"$linux_exe" man "$share/man/man1" >/dev/null
gzip -9n "$share/man/man1"/*.1
cat >"$deb/DEBIAN/control" <<CONTROL
Package: crisis
Version: $version
Architecture: amd64
Maintainer: crisis contributors <crisis@localhost>
Installed-Size: $(du -sk "$deb/usr" | cut -f1)
Recommends: git
Suggests: chromium
Section: misc
Priority: optional
Description: files of a school's psychological-crisis team
 One folder per student, plain YAML and Markdown, from the first alarmed
 phone call to the archive check at the end of the term. Works offline.
CONTROL
chmod -R u=rwX,go=rX "$deb"
dated "$deb"
dpkg-deb --root-owner-group -Zxz --build "$deb" "$out/crisis_${version}_amd64.deb" >/dev/null

stage "trying them"
tried="$work/tried/危机 档案"
mkdir -p "$tried"
! ldd "$linux_exe" 2>&1 | grep -q '=>' || fail "the program for Linux is not static"
tar -xzf "$out/crisis-$version-linux-x86_64.tar.gz" -C "$tried"
"$tried/crisis-$version-linux-x86_64/crisis" demo "$tried/linux" >/dev/null 2>&1
dpkg-deb --extract "$out/crisis_${version}_amd64.deb" "$tried/deb"
[ "$("$tried/deb/usr/bin/crisis" --version)" = "crisis $version" ] || fail "the .deb has another program"
have_wine
unzip -q "$out/crisis-$version-windows-x86_64.zip" -d "$tried"
cd "$tried/crisis-$version-windows-x86_64"
sha256sum --quiet --check SHA256SUMS
"$wine" crisis.exe demo 演示 >demo.txt 2>&1
grep -q 演示的档案库在 demo.txt || fail "the demo does not come to its end"
# Without the dot and the bar Wine takes it for its own `start`.
"$wine" cmd /c '.\start.cmd -C 演示 list' >list.txt || fail "start.cmd ends with an error"
grep -q 2026 list.txt || fail "start.cmd does not start the program"
cd - >/dev/null
rm -rf "$work"
(umask 022 && cd "$out" && sha256sum crisis* >SHA256SUMS)
stage "done"
ls -l "$out"
