// usage: node walk.mjs MODULES CRISIS SCHOOL PICTURES [plain|sealed]. The main job in headless Chromium, by mouse and by
// keyboard: open → assess → refer → print → attach → close → audit; then who may open what, the team, prevention, reports
// taken on. No error in the console, no request that leaves
// 127.0.0.1, axe-core without violations on every page, Chinese typed through an input method, a double click, two tabs,
// a reload and the back button that write nothing twice, a desk that is killed and loses nothing.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, crisis, school, pictures, kind] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(path.resolve(modules, "playwright-core/index.mjs")).href);
const axe = fs.readFileSync(path.resolve(modules, "axe-core/axe.min.js"), "utf8");
const wrong = [];
const check = (holds, what) => holds || wrong.push(what);

const start = () =>
  new Promise((resolve) => {
    const desk = spawn(crisis, ["-C", school, "desk", "--no-browser"], { stdio: ["ignore", "pipe", "inherit"] });
    desk.stdout.once("data", (line) => resolve({ desk, address: String(line).trim() }));
  });
let { desk, address } = await start();
let origin = new URL(address).origin;
process.on("exit", () => {
  desk.kill();
  if (wrong.length > 0) console.error([...new Set(wrong)].join("\n"));
});

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true });
const watch = (page) => {
  page.on("console", (message) => {
    // A form that comes back is an answer of its own kind, which the browser tells as an error of loading.
    const is_answer = message.text().includes("422");
    check(!["error", "warning"].includes(message.type()) || is_answer, `console at ${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => check(false, `script at ${page.url()}: ${error.message}`));
  page.on("request", (request) => check(request.url().startsWith(origin) || request.url().startsWith("data:"), `asks for ${request.url()}`));
};
const page = await context.newPage();
watch(page);

const looked = new Set();
/** What a person sees: without violations, in both colours, nothing wider than the screen. */
async function look(name, at = page) {
  for (const colorScheme of ["light", "dark"]) {
    await at.emulateMedia({ colorScheme });
    // The script may not be added to the page; the browser runs it beside the page's own policy.
    const found = await at.evaluate(`(() => { ${axe}; return axe.run(document, { resultTypes: ["violations"] }); })()`);
    for (const one of found.violations) {
      check(false, `${name} (${colorScheme}): ${one.id} ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }
    const wide = await at.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= 1366, `${name}: ${wide} pixels wide`);
    await at.screenshot({ path: path.join(pictures, `desk-${kind}-${name}-${colorScheme}.png`) });
  }
  looked.add(name);
}

const records = () => {
  const found = [];
  const walk = (folder) => {
    for (const one of fs.readdirSync(folder, { withFileTypes: true })) {
      if (one.isDirectory()) walk(path.join(folder, one.name));
      else if (folder.endsWith("records")) found.push(one.name);
    }
  };
  walk(path.join(school, "cases"));
  return found.length;
};
/** Chinese as an input method gives it: composed, then put in whole. */
const compose = async (selector, text) => {
  await page.focus(selector);
  const session = await context.newCDPSession(page);
  await session.send("Input.imeSetComposition", { text: "bu xiang", selectionStart: 8, selectionEnd: 8 });
  await session.send("Input.insertText", { text });
  await session.detach();
};
/** A field of the form, whichever way it is asked, also one of those that are folded away. */
const fill = async (field, value) => {
  await page.evaluate(() => document.querySelectorAll("details.more").forEach((more) => (more.open = true)));
  const radio = page.locator(`[name='${field}'][type=radio][value='${value}']`);
  if (await radio.count()) await radio.check();
  else await page.locator(`[name='${field}']`).first().fill(value);
};
const write = async () => {
  await page.click("button.primary[value=preview]");
  await page.waitForSelector("button[value=write]");
};

await page.goto(address);
await look("home-empty");
await page.click("text=有人报告");
await look("open");
// By keyboard alone: five fields and Enter.
await page.focus("[name='f.student']");
await page.keyboard.type("林样本");
await page.fill("[name='f.known']", "10分钟前");
await page.fill("[name='f.place']", "教学楼");
await compose("[name='f.saw']", "他说不想活了");
await page.fill("[name='f.stays_with']", "苏示例");
check((await page.inputValue("[name='f.saw']")) === "他说不想活了", "Chinese that was composed");
await page.waitForFunction(() => /\d{4}-\d\d-\d\d/.test(document.querySelector(".reading").textContent));
// A double click is one case.
// The second click takes the place of the first one's answer; both lead to the same page.
await page.dblclick("button[value=write]");
for (let left = 100; left > 0 && !page.url().includes("/case/"); left--) await page.waitForTimeout(200);
await page.waitForLoadState();
check(records() === 1, `a double click wrote ${records()} records`);
const place = new URL(page.url()).pathname;
await look("case-new");
await page.reload();
await page.goBack();
await page.goForward();
check(records() === 1, `reload and back wrote: ${records()} records`);

// What can't be read comes back with everything that was typed.
await page.goto(`${origin}${place}/record/assessment`);
await page.fill("[name='f.at']", "前前天 25:99");
const areas = page.locator("[name^='f.dimension.']");
for (let at = 0; at < (await areas.count()); at++) await areas.nth(at).fill(`第 ${at + 1} 个方面所见`);
await page.click("button.primary[value=preview]");
await page.waitForSelector(".problems");
await look("form-wrong");
check((await page.locator("[name^='f.dimension.']").first().inputValue()) === "第 1 个方面所见", "what was typed is lost");
await page.fill("[name='f.at']", "5分钟前");
await page.check("[name='f.crisis'][value=yes]");
await page.check("[name='f.refer'][value=yes]");
await page.locator("[name='f.type']").first().check();
const level = page.locator("[name^='f.level.'][type=radio]:not([value=''])").first();
if (await level.count()) await level.check();
await page.fill("[name='f.rationale']", "有具体的想法");
await page.fill("[name='f.voice']", "愿意有人陪");
await write();
await look("preview");
await page.click("button[value=edit]");
check((await page.inputValue("[name='f.rationale']")) === "有具体的想法", "what was typed is lost on the way back");
await write();
await page.click("button[value=write]");
await page.waitForURL(/\?done=/);
check(records() === 2, `an assessment: ${records()} records`);

// Two tabs on one case: both stay, and the second is told of the first.
const other = await context.newPage();
watch(other);
await page.goto(`${origin}${place}/record/contact`);
await other.goto(`${origin}${place}/record/follow_up`);
for (const [field, value] of [["f.with", "林父"], ["f.guardian", "yes"], ["f.via", "电话"], ["f.reached", "yes"]]) await fill(field, value);
await page.fill("[name='f.said']", "马上到校");
await write();
await page.click("button[value=write]");
await page.waitForURL(/\?done=/);
await other.fill("[name='f.state']", "情绪平稳一些");
await other.click("button.primary[value=preview]");
await other.waitForSelector("button[value=write]");
check((await other.textContent("main")).includes("你打开这张表之后"), "the second tab is not told of the first");
await other.click("button[value=write]");
await other.waitForURL(/\?done=/);
await other.close();
check(records() === 4, `two tabs: ${records()} records`);

// Refer by the button of what is owed, print the letter, file the scan.
await page.goto(`${origin}${place}`);
await page.locator(".tasks a.button[href*='/record/referral']").first().click();
await fill("f.to", "市第一人民医院");
await fill("f.department", "心理科");
await fill("f.reason", "需要专科评估");
await write();
await page.click("button[value=write]");
await page.waitForURL(/\?done=/);
await page.click("text=打印");
await look("papers");
const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#referral button[value=docx]").click()]);
check((fs.statSync(await download.path()).size ?? 0) > 4000, "the letter as a Word file");
const printed = records();
await Promise.all([page.waitForEvent("download"), page.locator("#referral button[value=docx]").click()]);
check(records() === printed, "the same words printed twice are recorded once");
await page.goto(`${origin}${place}`);
await page.locator(".tasks a.button[href*='/attach?']").first().click();
const scan = path.join(pictures, `扫描件 ${kind}.png`);
fs.writeFileSync(scan, Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));
await page.setInputFiles("input[type=file]", scan);
await page.waitForSelector(".arrived");
await look("attach");
if (await page.locator("[name='f.category'][type=radio]").count()) await page.locator("[name='f.category'][type=radio]").first().check();
await write();
await page.click("button[value=write]");
await page.waitForURL(/\?done=/);
check((await page.locator(".materials li").count()) === 1, "the scan is not among the materials");
const shown = await page.locator(".materials img").evaluate((image) => image.decode().then(() => image.naturalWidth, () => 0));
check(shown === 1, "the picture is not shown");

// Killed while somebody types: what was typed is a draft of the next desk.
await page.goto(`${origin}${place}/record/meeting`);
await fill("f.purpose", "商量后续帮助");
await page.waitForFunction(() => document.getElementById("kept").textContent !== "");
desk.kill("SIGKILL");
const before = records();
({ desk, address } = await start());
origin = new URL(address).origin;
await page.goto(address);
await page.click("[aria-labelledby=drafts-title] a");
check((await page.inputValue("[name='f.purpose']")) === "商量后续帮助", "the draft is lost");
check(records() === before, "killing wrote something");

// The screen is empty at once, and comes back.
await page.keyboard.press("Escape");
check((await page.evaluate(() => getComputedStyle(document.body).visibility)) === "hidden", "Escape does not blank the screen");
await page.keyboard.press("Escape");
check((await page.evaluate(() => getComputedStyle(document.body).visibility)) === "visible", "the screen stays blank");

await page.goto(`${origin}${place}/record/closure`);
await page.locator("[name='f.outcome']").first().check();
await fill("f.reason", "评估后转入日常关怀");
await fill("f.although", "已由医院接手");
await write();
await look("closing");
await page.click("button[value=write]");
await page.waitForURL(/\?done=/);
await look("case-ended");
for (const name of ["audit", "guide", "guide/test", "team", "program", "figures", "papers", "blank"]) {
  await page.goto(`${origin}/${name}`);
  await look(`${name.replace("/", "-")}-page`);
}

// What is no record: who the case is about, who may open it, who is on the team, what the school does for everybody.
await page.goto(`${origin}${place}/person`);
await page.fill("[name='f.student.class']", "高一(3)班");
await page.click("[value='more:f.guardians']");
await page.waitForLoadState();
check((await page.inputValue("[name='f.student.class']")) === "高一(3)班", "one more line loses what was typed");
await look("person");
await page.click("button.primary[value=write]");
await page.waitForURL(/\?done=/);
check((await page.textContent(".head")).includes("高一(3)班"), "the class is not in the head");
await page.goto(`${origin}/team/new`);
for (const [name, id] of [["白样本", "bai"], ["顾虚构", "gu"]]) {
  await page.goto(`${origin}/team/new`);
  await page.fill("[name='f.name']", name);
  await page.fill("[name='f.id']", id);
  await page.locator("[name='f.role']").nth(id === "gu" ? 1 : 8).check();
  if (id === "gu") await look("member");
  await page.click("button.primary[value=write]");
  await page.waitForURL(/\/team\?done=/);
}
await look("team-changed");
await page.goto(`${origin}/team/member/bai/leave`);
await look("member-leaves");
if (kind === "plain") {
  await page.goto(`${origin}${place}/grant`);
  await page.locator("[name='f.member']").first().evaluate((one) => (one.type === "radio" ? document.querySelector("[name='f.member'][value=bai]").click() : (one.value = "bai")));
  await page.fill("[name='f.why']", "值班");
  await page.locator("[name='f.approved_by']").first().evaluate((one) => (one.type === "radio" ? document.querySelector("[name='f.approved_by'][value=gu]").click() : (one.value = "gu")));
  await page.fill("[name='f.until']", "12月31日");
  await look("grant");
  await page.click("button.primary[value=write]");
  await page.waitForURL(/\/access\?done=/);
  check((await page.textContent("main")).includes("白样本"), "the grant is not shown");
} else {
  await page.goto(`${origin}${place}/access`);
}
await look("access");
await page.goto(`${origin}/training`);
await page.locator("[name='f.type']").first().evaluate((one) => (one.type === "radio" ? one.click() : (one.value = one.options[1].value)));
await page.fill("[name='f.topic']", "识别与转介");
await look("training");
await write();
await page.click("button[value=write]");
await page.waitForURL(/\/program\?done=/);
check((await page.textContent(".timeline")).includes("识别与转介"), "the training is not listed");
await look("program-done");
await page.goto(`${origin}/intake`);
await look("intake");
if (kind === "sealed") {
  await page.locator("table a.button").first().click();
  await page.waitForSelector("button.primary[value=write]");
  await look("report");
  await page.click("button.primary[value=write]");
  await page.waitForURL(/\/case\/.*\?done=/);
  check((await page.textContent("main")).includes("上报来的原话"), "the report is not in the case");
}
await page.goto(`${origin}/audit`);
const [book] = await Promise.all([page.waitForEvent("download"), page.click("text=存成 Excel")]);
check(fs.statSync(await book.path()).size > 4000, "the audit as a workbook");
await page.goto(`${origin}/search?q=${encodeURIComponent("林样本")}&text=1`);
check((await page.textContent("main")).includes("高") || (await page.locator("table a").count()) > 0, "the student is not found");
await look("search");
await page.goto(`${origin}${place}/kinds`);
await look("kinds");
await page.goto(`${origin}/`);
await look("home");
await page.click("text=关闭");
await page.waitForSelector("text=工作台已关闭");
await browser.close();
desk.kill();
if (wrong.length > 0) process.exit(1);
console.log(`${kind}: the main job done, ${looked.size} pages looked at`);
