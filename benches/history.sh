#!/usr/bin/env bash
# What a long history costs: a generated school of which every file came with a commit of its own, 50,000 of them unless
# another number is given. Prints what writing, looking and synchronising take then, beside the same without a history.
set -euo pipefail
cd "$(dirname "$0")/.."
crisis="$(realpath "${1:-target/release/crisis}")"
commits="${2:-50000}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
export HOME="$folder"
git() { command git -c user.name=n -c user.email=n@crisis.invalid "$@"; }

# Some 19 files a case.
cargo run --quiet --release --example gen -- "$folder/plain" --cases "$((commits / 19 + 1))" >/dev/null
cp -r "$folder/plain" "$folder/kept"
python3 - "$folder/kept" "$commits" >"$folder/stream" <<'P'
import os, sys
root, wanted = sys.argv[1], int(sys.argv[2])
files = sorted(os.path.relpath(os.path.join(at, name), root) for at, _, names in os.walk(root) for name in names)
out = sys.stdout.buffer
# Whatever is too much comes with the first commit.
first = len(files) - wanted + 1
groups = [files[:max(first, 1)]] + [[path] for path in files[max(first, 1):]]
for at, paths in enumerate(groups):
    out.write(b"commit refs/heads/main\ncommitter n <n@crisis.invalid> %d +0800\ndata 6\nrecord\n" % (1_600_000_000 + at))
    for path in paths:
        with open(os.path.join(root, path), "rb") as file:
            data = file.read()
        out.write(b"M 100644 inline %s\ndata %d\n" % (path.encode(), len(data)) + data + b"\n")
P
git -C "$folder/kept" init --quiet -b main
git -C "$folder/kept" fast-import --quiet <"$folder/stream"
git -C "$folder/kept" reset --quiet
rm "$folder/stream"

milliseconds() { # the best of three runs
  local best=999999999 start end took
  for _ in 1 2 3; do
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s%N)
    took=$(((end - start) / 1000000))
    [ "$took" -ge "$best" ] || best=$took
  done
  echo "$best"
}
case="$(basename "$(find "$folder/plain/cases" -mindepth 1 -maxdepth 1 | sort | tail -n 1)")"
writes() { "$crisis" -C "$1" record contact "$case" --with 母亲 --via 电话 --reached yes --now '2027-01-04 09:00' --no-input; }
counted="$(git -C "$folder/kept" rev-list --count HEAD)"
printf 'a history of %d commits of %d files: %d MiB\n' "$counted" "$(git -C "$folder/kept" ls-files | wc -l)" \
  "$(du -sm "$folder/kept/.git" | cut -f1)"
printf 'a record: %d ms, without a history %d ms\n' "$(milliseconds writes "$folder/kept")" "$(milliseconds writes "$folder/plain")"
printf 'verify of a case: %d ms, without a history %d ms\n' \
  "$(milliseconds "$crisis" -C "$folder/kept" verify "$case")" "$(milliseconds "$crisis" -C "$folder/plain" verify "$case")"
git init --quiet --bare -b main "$folder/hub.git"
once() { local start end; start=$(date +%s%N); "$@" >/dev/null 2>&1; end=$(date +%s%N); echo $(((end - start) / 1000000)); }
printf 'the first sync: %d ms\n' "$(once "$crisis" -C "$folder/kept" sync "$folder/hub.git")"
printf 'a second machine (git clone): %d ms\n' "$(once git clone --quiet "$folder/hub.git" "$folder/second")"
writes "$folder/second" >/dev/null 2>&1
printf 'a sync that sends a record: %d ms\n' "$(once "$crisis" -C "$folder/second" sync)"
writes "$folder/kept" >/dev/null 2>&1
printf 'a sync that joins two machines: %d ms\n' "$(once "$crisis" -C "$folder/kept" sync)"
