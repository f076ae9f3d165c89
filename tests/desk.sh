#!/usr/bin/env bash
# The desk in a real browser, on a plain and on a sealed school.
# usage: tests/desk.sh CRISIS. Needs chromium and npm; where one is missing it says so and, outside of CI, goes on without.
# PICTURES=FOLDER keeps the pictures.
set -euo pipefail
crisis="$(realpath "${1:?usage: tests/desk.sh CRISIS}")"
here="$(realpath "$(dirname "$0")")/desk"
work="$(mktemp -d)"
pictures="$(realpath "${PICTURES:-$work}")"
trap 'rm -rf "$work"' EXIT
cd "$work"
for tool in chromium npm node; do
  command -v "$tool" >/dev/null && continue
  echo "desk.sh: $tool is missing"
  [ -z "${CI:-}" ] || exit 1
  exit 0
done
npm install --silent --no-audit --no-fund --ignore-scripts --prefix tools playwright-core@1.55 axe-core@4.10
export HOME="$work"
for kind in plain sealed; do
  flag=""
  [ "$kind" = sealed ] || flag=--plain
  "$crisis" init "$kind" --no-git --no-input --school 示例实验高中 --member 苏示例 --recovery-sheet "$work/$kind.html" $flag >/dev/null 2>init.log || { cat init.log; exit 1; }
  # Somebody reported before the desk was opened; a plain school has no keys to seal a report for.
  [ "$kind" = plain ] || "$crisis" -C "$kind" report --no-input --student 周样本 --known 昨天 --finder 甲 --saw 上报来的原话 >/dev/null 2>&1
  node "$here/walk.mjs" tools/node_modules "$crisis" "$kind" "$pictures" "$kind"
done
! grep -rl -e 不想活了 -e 上报来的原话 sealed || { echo "desk.sh: something lies in clear"; exit 1; }
