# Sourced by paper.sh: the codes on paper can be read by a scanner and say what stands beside them.
scanned() { # what the codes on the first page of a PDF say
  pdftoppm -r 200 -f 1 -l 1 -png "$1" mark
  zbarimg --quiet --raw mark-*.png
  rm -f mark-*.png
}
for paper in referral intervention-record first-report-card; do
  footer="$(sed -n 's/.*@bottom-left { content: "\([^"]*\)".*/\1/p' "out/$paper.html")"
  for pdf in "out/$paper.pdf" "out/word/$paper.pdf"; do
    [ -e "$pdf" ] || continue
    code="$(scanned "$pdf")" || fail "$pdf: the code in the footer can't be read"
    [ "$code" = "$footer" ] || fail "$pdf: the code says “$code”, the footer “$footer”"
  done
done

# The recovery key: what is scanned opens the files that the sheet is for.
"$crisis" init sealed --school 示例实验高中 --recovery-sheet sheet.html --no-input >/dev/null 2>&1
chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --user-data-dir="$work/profile" \
  --print-to-pdf=sheet.pdf "file://$work/sheet.html" >/dev/null 2>&1
key="$(scanned sheet.pdf)" || fail "the code of the recovery key can't be read"
grep -qxF "<p class=\"key\"><code>$key</code></p>" sheet.html || fail "the code of the recovery key is not the key on the sheet"
echo "the codes can be scanned"
