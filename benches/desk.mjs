// usage: node desk.mjs CRISIS SCHOOL NOW [IDENTITY]. How long the desk takes for its pages, and the most memory that it
// ever had: home when it is opened and afterwards, the pages of twenty cases, the best of three each. Prints one line.
// Fails at four times what the README promises: that catches a desk that has become slow, not a neighbour that is loud.
import { spawn } from "node:child_process";
import fs from "node:fs";

const [crisis, school, now, identity] = process.argv.slice(2);
const flags = ["-C", school, "--now", now, ...(identity ? ["--identity", identity] : []), "desk", "--no-browser"];
const desk = spawn(crisis, flags, { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => desk.kill());
const address = await new Promise((resolve) => desk.stdout.once("data", (line) => resolve(String(line).trim())));
const origin = new URL(address).origin;
const entered = await fetch(address, { redirect: "manual" });
const cookie = entered.headers.get("set-cookie").split(";")[0];

/** Milliseconds until the whole page is there. */
async function took(path) {
  const begun = performance.now();
  const answer = await fetch(origin + path, { headers: { cookie } });
  await answer.text();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return performance.now() - begun;
}
const best = async (path) => Math.min(await took(path), await took(path), await took(path));

const first = await took("/");
const home = await best("/");
const numbers = fs.readdirSync(`${school}/cases`).filter((name) => !name.startsWith("."));
const some = numbers.filter((_, at) => at % Math.ceil(numbers.length / 20) === 0);
let slowest = 0;
for (const number of some) slowest = Math.max(slowest, await best(`/case/${number}`));
const memory = Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${desk.pid}/status`, "utf8"))[1]) / 1024;
const told = (value) => value.toFixed(value < 10 ? 1 : 0);
const seal = identity ? ", sealed" : "";
console.log(
  `desk, ${numbers.length} cases${seal}: home ${told(home)} ms (${told(first)} ms the first time), ` +
    `the slowest of ${some.length} case pages ${told(slowest)} ms, ${told(memory)} MiB at most`,
);
desk.kill();
const limit = identity ? 600 : 200;
if (home >= 1200 || slowest >= limit || memory >= 150) {
  console.error(`the desk takes 1200 ms for home, ${limit} ms for a case page or 150 MiB, or more`);
  process.exit(1);
}
