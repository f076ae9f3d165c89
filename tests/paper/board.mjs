// usage: node board.mjs MODULES PICTURES PAGE.html… Opens each page in headless Chromium as wide as a desktop and as
// narrow as a phone: no error in the console, no request but for the file itself, nothing wider than the screen, every
// sortable head sorts both ways by mouse and by keyboard, the filters show the right rows, and without its script all
// rows are there. Pictures of both widths are left in PICTURES.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, pictures, ...files] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(path.resolve(modules, "playwright-core/index.mjs")).href);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const wrong = [];
const check = (holds, what) => holds || wrong.push(what);

async function open(address, width, height, javaScriptEnabled = true) {
  const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled });
  const page = await context.newPage();
  const where = `${path.basename(address)} at ${width}`;
  page.on("console", (message) => check(!["error", "warning"].includes(message.type()), `${where}: ${message.text()}`));
  page.on("pageerror", (error) => check(false, `${where}: ${error.message}`));
  page.on("request", (request) => check(request.url() === address, `${where}: asks for ${request.url()}`));
  await page.goto(address);
  return { page, where, close: () => context.close() };
}

/** The keys by which a column is sorted, of the rows in the order in which they stand. */
const column = (head) =>
  head.evaluate((cell) =>
    [...cell.closest("table").tBodies[0].rows].map((row) => row.cells[cell.cellIndex].dataset.key || row.cells[cell.cellIndex].textContent.trim()),
  );

async function sorts(page, where) {
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
  const heads = await page.locator("th[data-sort]").all();
  check(heads.length >= 3, `${where}: ${heads.length} columns can be sorted`);
  for (const [index, head] of heads.entries()) {
    const up = (await column(head)).sort(compare);
    const ways = [["ascending", up], ["descending", [...up].reverse()]];
    for (const [way, wanted] of ways) {
      // Every other column by keyboard alone.
      if (index % 2) await head.locator("button").press("Enter");
      else await head.locator("button").click();
      const name = `${where}: column ${index + 1} ${way}`;
      check((await head.getAttribute("aria-sort")) === way, `${name}: aria-sort`);
      check((await column(head)).join("\n") === wanted.join("\n"), `${name}: order`);
    }
    check((await head.locator("xpath=..").locator("[aria-sort]").count()) === 1, `${where}: two columns say that they sort`);
  }
}

async function filters(page, where) {
  const rows = page.locator("[data-words]");
  const all = await rows.evaluateAll((rows) => rows.map(({ dataset }) => ({ ...dataset })));
  const shown = (fits) => rows.evaluateAll((rows) => rows.map((row) => row.checkVisibility())).then((seen) => all.every((row, at) => fits(row) === seen[at]));
  const count = (fits) => page.locator("#count").textContent().then((text) => text.includes(` ${all.filter(fits).length} `));
  for (const [typed, fits] of [
    ["  2026-y3k5 ", (row) => row.words.includes("2026-Y3K5")],
    ["错误", (row) => row.words.includes("错误")],
    ["没有这样的字", () => false],
    ["", () => true],
  ]) {
    await page.locator("#words").focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page.keyboard.type(typed);
    await page.keyboard.press("Enter");
    check((await shown(fits)) && (await count(fits)), `${where}: filter “${typed}”`);
  }
  const isOpen = (row) => row.open === "yes";
  check(all.some(isOpen) && !all.every(isOpen), `${where}: nothing to tell open from closed`);
  await page.locator("#open").press("Space");
  check((await shown(isOpen)) && (await count(isOpen)), `${where}: only what is open`);
  await page.locator("#open").press("Space");
  check(await shown(() => true), `${where}: everything again`);
}

/** What a reader with bad eyes or a screen reader needs: names for controls, heads with a scope, ink that stands out. */
const reading = (page) =>
  page.evaluate(() => {
    const found = [];
    const light = (colour) => {
      const parts = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255);
      const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element) => {
      const colour = getComputedStyle(element).backgroundColor;
      return colour === "rgba(0, 0, 0, 0)" && element.parentElement ? behind(element.parentElement) : colour;
    };
    for (const element of document.querySelectorAll("body *")) {
      const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
      // In a drawing the ink is the fill.
      if (!text || element.closest("svg, script") || !element.checkVisibility()) continue;
      const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (contrast < 4.5) found.push(`contrast ${contrast.toFixed(1)} of “${element.textContent.trim().slice(0, 12)}”`);
    }
    for (const head of document.querySelectorAll("th:not([scope])")) found.push(`no scope: ${head.textContent}`);
    for (const control of document.querySelectorAll("input, button")) {
      if (!control.labels?.[0]?.textContent.trim() && !control.textContent.trim()) found.push("a control without a name");
    }
    const levels = [...document.querySelectorAll("h1, h2, h3")].map((heading) => Number(heading.tagName[1]));
    if (levels[0] !== 1 || levels.some((level, at) => at > 0 && level > levels[at - 1] + 1)) found.push(`headings ${levels}`);
    if (!document.documentElement.lang || !document.title) found.push("no language or title");
    return found;
  });

for (const file of files) {
  const address = pathToFileURL(path.resolve(file)).href;
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    const { page, where, close } = await open(address, width, height);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= width, `${where}: ${wide} pixels wide`);
    await page.screenshot({ path: path.join(pictures, `${path.basename(file, ".html")}-${width}.png`), fullPage: true });
    for (const problem of await reading(page)) check(false, `${where}: ${problem}`);
    await sorts(page, where);
    await filters(page, where);
    await page.locator("details > summary").evaluateAll((all) => all.forEach((one) => one.click()));
    const opened = await page.evaluate(() => document.documentElement.scrollWidth);
    check(opened <= width, `${where}: ${opened} pixels wide with all cases open`);
    await close();
  }
  const { page, where, close } = await open(address, 1280, 800, false);
  const rows = page.locator("[data-words]");
  check((await rows.count()) > 11, `${where}: ${await rows.count()} rows`);
  check((await page.locator("[data-words]:visible").count()) === (await rows.count()), `${where}: rows are hidden without the script`);
  check((await page.locator("form:visible, button:visible").count()) === 0, `${where}: a control that does nothing without the script`);
  await close();
}
await browser.close();
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`${files.length} pages looked at in two widths`);
