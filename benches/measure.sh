#!/usr/bin/env bash
# Prints how long a start, a letter, and an audit of 1,000 cases of at least 12 records take, best of five. The limits leave room
# for a busy machine: they are there to catch a program that has become slow, not a neighbour that is loud.
set -euo pipefail
cd "$(dirname "$0")/.."
crisis="$(realpath "${1:-target/release/crisis}")"
school="$(mktemp -d)"
trap 'rm -rf "$school"' EXIT
cp -r examples/shiyan/. "$school"
rm -rf "$school/cases"
mkdir "$school/cases"

# The complete example case, a thousand times: each copy is another student's.
case="$(grep -l '^kind: closure' -r examples/shiyan/cases | head -n 1 | xargs dirname | xargs dirname)"
for folder in examples/shiyan/cases/*/; do
  [ "$(ls "$folder/records" | wc -l)" -ge 12 ] && [ -n "$(ls "$folder/records" | grep closure)" ] && case="$folder" && break
done
for number in $(seq 1000 1999); do
  copy="$school/cases/2026-$number"
  cp -r "$case" "$copy"
  sed -i "s/^  name: .*/  name: 某生$number/; s/^  id: .*/  id: \"$number\"/" "$copy/case.yaml"
done
records="$(ls "$case/records" | wc -l)"

milliseconds() { # the best of five runs
  local best=999999999 start end took
  for _ in 1 2 3 4 5; do
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    end=$(date +%s%N)
    took=$(((end - start) / 1000))
    [ "$took" -ge "$best" ] || best=$took
  done
  echo "$best"
}
start="$(milliseconds "$crisis" --version)"
# The whole program from its start to the file on the disk, in the school as it is.
letter() {
  "$crisis" -C "$letters" --no-input --now '2026-06-18 09:00' print 2026-Y3K5 referral --to "$1" --out "$letters/letter.$1"
}
letters="$(mktemp -d)"
trap 'rm -rf "$school" "$letters"' EXIT
cp -r examples/shiyan/. "$letters"
letter html >/dev/null && letter docx >/dev/null
html="$(milliseconds letter html)"
docx="$(milliseconds letter docx)"
audit="$(milliseconds "$crisis" -C "$school" audit --now '2026-06-18 09:00')"
printf 'start-up: %d.%d ms\n' $((start / 1000)) $((start % 1000 / 100))
printf 'a letter: %d ms as HTML, %d ms as Word\n' $((html / 1000)) $((docx / 1000))
printf 'audit of 1,000 cases of %d records: %d ms\n' "$records" $((audit / 1000))
[ "$start" -lt 30000 ] || { echo "a start takes 30 ms or more"; exit 1; }
[ "$audit" -lt 2000000 ] || { echo "the audit takes two seconds or more"; exit 1; }
[ "$html" -lt 50000 ] && [ "$docx" -lt 50000 ] || { echo "a letter takes 50 ms or more"; exit 1; }
