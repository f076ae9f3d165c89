# Sourced by paper.sh: no rare character comes out as an empty box. A template of the school's own puts each character
# alone on a page, once in each face; its picture must differ from that of a code point that no font has (the box), from
# an empty page, and from each other's.
missing=$'\U3fffd'
characters=(㛃 䶮 𠅤 𬱖 · "$missing" '&nbsp;')
mkdir -p school/templates
for face in '# X' '## X' '### X' 'X' '**X**'; do
  for character in "${characters[@]}"; do printf '%s\n\n:::page\n:::\n\n' "${face/X/"$character"}"; done
done >school/templates/safety-plan.md

pictures() { # the checksums of a PDF's pages without their footers, in order
  rm -rf glyph-*.pgm
  pdftoppm -r 60 -gray -x 0 -y 0 -W 496 -H 560 "$1" glyph
  cksum glyph-*.pgm | cut -d' ' -f1,2
}
no_box() {
  local at=0 all same
  mapfile -t all < <(pictures "$1" | head -35)
  [ ${#all[@]} -eq 35 ] || fail "$1 has ${#all[@]} pages of characters"
  for at in 0 7 14 21 28; do
    same="$(printf '%s\n' "${all[@]:at:7}" | sort | uniq -d)"
    [ -z "$same" ] || fail "$1: a rare character looks like an empty box or like nothing, in face $((at / 7 + 1)) of 5"
  done
}
say print "$case" safety-plan --blank --out glyphs.pdf >/dev/null
no_box glyphs.pdf
if need soffice; then
  say print "$case" safety-plan --blank --to docx --out glyphs.docx >/dev/null
  office pdf word glyphs.docx
  no_box word/glyphs.pdf
fi
rm -r school/templates
echo "the rare characters are no boxes"
