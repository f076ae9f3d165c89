// usage: node measure.mjs ONE_PAGE FILE.html FILE.pdf… How a paper lies on its pages: no line to write on is broken or
// leaves a stump, no heading stands last on a page, no last page has less than five lines; the papers whose names are in
// ONE_PAGE (divided by commas) are one page: where nobody has filled them in, or, written with a star, of any case.
import fs from "node:fs";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { squeezed } from "./words.mjs";

const [onePage, ...files] = process.argv.slice(2);
const LEAST = 5;
const wrong = [];

/// The lines of each page, top down: where they stand, and their words. What stands beside each other is one line.
function pages(pdf) {
  const text = execFileSync("pdftotext", ["-bbox-layout", pdf, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
  return text.split("<page ").slice(1).map((page) => {
    const lines = [...page.matchAll(/<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)<\/line>/gs)];
    return lines
      .map(([, left, top, bottom, words]) => ({
        left: Number(left),
        middle: (Number(top) + Number(bottom)) / 2,
        text: squeezed([...words.matchAll(/<word [^>]*>(.*?)<\/word>/g)].map((word) => word[1]).join(" ")),
      }))
      .sort((one, other) => one.middle - other.middle);
  });
}

/// How many lines people see: cells beside each other are one.
function rows(lines) {
  let count = 0;
  let last = -Infinity;
  for (const { middle } of lines) if (middle - last > 5) (count++, (last = middle));
  return count;
}

for (let at = 0; at < files.length; at += 2) {
  const [html, pdf] = files.slice(at, at + 2);
  const check = (holds, what) => holds || wrong.push(`${pdf}: ${what}`);
  const headings = [...fs.readFileSync(html, "utf8").matchAll(/<h[234][^>]*>(.*?)<\/h[234]>/gs)];
  const titles = new Set(headings.map(([, text]) => squeezed(text.replace(/<[^>]*>/g, ""))));
  const all = pages(pdf);
  all.forEach((page, index) => {
    const foot = page.find(({ text }) => /第\d+页/.test(text))?.middle ?? Infinity;
    const body = page.filter(({ middle }) => middle < foot - 5);
    body.forEach(({ text }) => check(!/^_{1,20}$/.test(text) || body.some((line) => line.text.length > text.length), `page ${index + 1} is only a stump`));
    // A line to write on that begins where another one ended at the edge is that one's rest.
    body.forEach((line, place) => {
      const before = body[place - 1];
      const goesOn = before && /_{12,}$/.test(before.text) && /^_{1,36}$/.test(line.text) && line.middle - before.middle > 5;
      // And one that stands below its words was too long for the line.
      const label = body.slice(0, place).findLast(({ left }) => Math.abs(left - line.left) < 1);
      const fell = label && /:$/.test(label.text) && /^_{1,24}$/.test(line.text);
      check(!fell, `page ${index + 1}: a line to write on fell below its words: ${label?.text} / ${line.text}`);
      check(!goesOn, `page ${index + 1}: a line to write on is broken: ${before?.text} / ${line.text}`);
    });
    if (body.length === 0) return check(false, `page ${index + 1} is empty`);
    check(index === all.length - 1 || !titles.has(body.at(-1).text), `page ${index + 1} ends with a heading: ${body.at(-1).text}`);
    check(all.length === 1 || index < all.length - 1 || rows(body) >= LEAST, `the last page has ${rows(body)} lines`);
  });
  const name = path.basename(html, ".html");
  const isOne = (one) => name === one || (one.startsWith("*") && name.endsWith(one.slice(1)));
  check(!onePage.split(",").some(isOne) || all.length === 1, `${all.length} pages`);
}
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`${files.length / 2} papers lie well on their pages`);
