#!/usr/bin/env bash
# Makes the pictures of the handbook from the example school and from the demo.
# usage: docs/handbook/pictures.sh CRISIS. Needs chromium, poppler-utils and Noto's CJK fonts.
set -euo pipefail
crisis="$(realpath "${1:?usage: docs/handbook/pictures.sh CRISIS}")"
here="$(realpath "$(dirname "$0")")"
out="$here/src/pictures"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cp -r "$here/../../examples/shiyan" "$work/shiyan"
cd "$work"
export HOME="$work"
shiyan() { "$crisis" -C shiyan --no-input --now '2026-06-18 09:00' "$@" >/dev/null 2>&1; }
paper() { # NAME FILE.pdf: the first page, small
  pdftoppm -png -singlefile -gray -r 60 "$2" "$out/$1"
}

shiyan dashboard --out board.html
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,760 \
  --screenshot="$out/dashboard.png" "file://$work/board.html" >/dev/null 2>&1
shiyan print audit --to pdf --out audit.pdf
paper audit audit.pdf
shiyan print 2026-Y3K5 archive-catalogue --to pdf --out catalogue.pdf
paper catalogue catalogue.pdf
"$crisis" demo school >/dev/null 2>&1
"$crisis" -C school --no-input --now '2026-03-06 08:00' member add jia --name 贾样本 --role counsellor --since 2026-03-01 >/dev/null
"$crisis" -C school --no-input --now '2026-03-06 08:00' handover --to jia --told '先看安全协议书，再约监护人' \
  --as pdf --out handover.pdf >/dev/null 2>&1
paper handover handover.pdf
ls -l "$out"
