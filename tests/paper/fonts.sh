# Sourced by paper.sh: every font of every PDF is in the file, with the way back from its pictures to characters.
for pdf in out/*/*.pdf; do
  # From the right: emb sub uni and the two numbers of the object.
  pdffonts "$pdf" | tail -n +3 | awk '$(NF-4) != "yes" || $(NF-2) != "yes" { bad = 1 } END { exit bad || NR == 0 }' ||
    { pdffonts "$pdf"; fail "$pdf lacks fonts"; }
done

# Noto's fonts for Chinese have the outlines of PostScript. Chromium puts those into a PDF one by one, as Type 3, which
# counts as embedded and never as a subset ("emb yes, sub no"). The fonts of a school's PC have TrueType outlines: one of
# those in the place of 仿宋 and 宋体 shows that they are embedded as subsets.
cat >fonts.conf <<'CONF'
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  <alias binding="same"><family>FangSong</family><prefer><family>AR PL UMing CN</family></prefer></alias>
  <alias binding="same"><family>SimSun</family><prefer><family>AR PL UMing CN</family></prefer></alias>
</fontconfig>
CONF
if [ -n "$(fc-list 'AR PL UMing CN')" ]; then
  FONTCONFIG_FILE="$work/fonts.conf" of school print "$case" referral --out truetype.pdf >/dev/null 2>&1
  pdffonts truetype.pdf | grep -q 'UMingCN *CID TrueType.* yes yes yes ' || { pdffonts truetype.pdf; fail "a TrueType font is not embedded as a subset"; }
elif [ -n "${CI:-}" ]; then
  fail "fonts-arphic-uming is missing"
fi
