// usage: node table.mjs PAPER.html PAPER.pdf PAGES FIRST LAST. The long table breaks cleanly: at least so many pages,
// the head on each, no row parted by a page's end, none lost or doubled, no page left half empty, footers 1…N of N.
import * as words from "./words.mjs";

const [html, pdf, least, first, last] = process.argv.slice(2);
const paper = words.html(html);
const wrong = [];
const check = (holds, what) => holds || wrong.push(what);
const bodies = words.bodies(pdf, paper.footer);
const head = paper.heads.find((head) => head.includes("结果、下一步"));
const count = (text, part) => text.split(part).length - 1;

check(bodies.length >= least, `only ${bodies.length} pages`);
const rows = bodies.map((page) => count(page, "起"));
const most = Math.max(...rows);
bodies.forEach((page, index) => {
  check(rows[index] === 0 || count(page, head) === 1, `page ${index + 1} has the head ${count(page, head)} times`);
  // The first page has other things on it, the last ones what is left and the signatures.
  check(index === 0 || index >= bodies.length - 2 || rows[index] >= most - 1, `page ${index + 1} has ${rows[index]} of ${most} rows`);
  check(page.length > 20, `page ${index + 1} is next to empty`);
});
for (let row = Number(first); row <= Number(last); row++) {
  const whole = bodies.filter((page) => count(page, `起${row}`) === 1 && count(page, `止${row}`) === 1);
  const told = count(bodies.join(""), `起${row}`) + count(bodies.join(""), `止${row}`);
  check(whole.length === 1 && told === 2, `row ${row} is lost, doubled or parted`);
}
if (wrong.length > 0) {
  console.error(`${pdf}: ${wrong.join("; ")}`);
  process.exit(1);
}
console.log(`${bodies.length} pages of a table break cleanly`);
