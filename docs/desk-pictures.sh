#!/usr/bin/env bash
# Makes the pictures of the desk that the READMEs show, from the example school.
# usage: docs/desk-pictures.sh CRISIS. Needs chromium, npm and Noto's CJK fonts.
set -euo pipefail
crisis="$(realpath "${1:?usage: docs/desk-pictures.sh CRISIS}")"
here="$(realpath "$(dirname "$0")")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp -r "$here/../examples/shiyan" "$work/shiyan"
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix tools playwright-core@1.55
cat >take.mjs <<'JS'
import { spawn } from "node:child_process";
import { chromium } from "./tools/node_modules/playwright-core/index.mjs";
const [crisis, out] = process.argv.slice(2);
const desk = spawn(crisis, ["-C", "shiyan", "--now", "2026-06-18 09:00", "desk", "--no-browser"], { stdio: ["ignore", "pipe", "ignore"] });
const address = await new Promise((resolve) => desk.stdout.once("data", (line) => resolve(String(line).trim())));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
await page.goto(address);
await page.screenshot({ path: `${out}/desk-home.png` });
await page.goto(`${new URL(address).origin}/case/2026-Q38F`);
await page.screenshot({ path: `${out}/desk-case.png` });
await browser.close();
desk.kill();
JS
HOME="$work" node take.mjs "$crisis" "$here"
ls -l "$here"/desk-*.png
