# Sourced by paper.sh: the codes on paper can be read by a scanner and say what stands beside them.
scanned() { # what the codes on the first page of a PDF say
  rm -f mark-*.png
  pdftoppm -r 200 -f 1 -l 1 -png "$1" mark
  zbarimg --quiet --raw mark-*.png 2>/dev/null
}
for paper in "$case-referral" "$case-intervention-record" first-report-card; do
  footer="$(sed -n 's/.*@bottom-left { content: "\([^"]*\)".*/\1/p' "out/school/$paper.html")"
  for pdf in "out/school/$paper.pdf" "out/school/word/$paper.pdf"; do
    [ -e "$pdf" ] || continue
    code="$(scanned "$pdf")" || fail "$pdf: the code in the footer can't be read"
    # The code names the paper in letters that every scanner reads; beside it stands what the school calls it.
    for word in $code; do
      case "$word" in "${paper#"$case-"}" | e[0-9]*) continue ;; esac
      [[ " $footer " == *" $word "* ]] || fail "$pdf: the code says “$code”, the footer “$footer”"
    done
  done
done

# The recovery key, whole and in parts: what is scanned is what stands in the frame, and its sheet is one page.
keys() { HOME="$work/home" XDG_CONFIG_HOME='' "$crisis" --no-input init "$1" --school 示例实验高中 "${@:2}" >/dev/null 2>&1; }
keys sealed --recovery-sheet whole.html
keys shared --recovery-sheet part.html --split
for sheet in whole part-1 part-2 part-3; do
  chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --user-data-dir="$work/profile" \
    --print-to-pdf="$sheet.pdf" "file://$work/$sheet.html" >/dev/null 2>&1
  [ "$(pdfinfo "$sheet.pdf" | sed -n 's/^Pages: *//p')" = 1 ] || fail "the recovery key's sheet is longer than a page"
  key="$(scanned "$sheet.pdf")" || fail "the code of the recovery key can't be read"
  grep -qxF "<p class=\"key\"><code>$key</code></p>" "$sheet.html" || fail "the code of the recovery key is not the key in the frame"
done
echo "the codes can be scanned"
