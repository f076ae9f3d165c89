// usage: node expect.mjs SCHOOL FOLDER TODAY [filled]. Every CASE-PAPER.pdf names its student and its case and has the date that
// it is about; the papers that speak of the guide name it; the school's papers have
// the guide's clauses. With `filled`, no paper may be a blank form.
import fs from "node:fs";
import { pages, squeezed } from "./words.mjs";

const [school, folder, today, filled] = process.argv.slice(2);
const wrong = [];
const guide = fs.readFileSync(`${school}/guides/shiyan.toml`, "utf8");
const title = guide.match(/^title\s*=\s*"([^"]*)"/m)[1];
const clauses = [...guide.matchAll(/^clause\s*=\s*"([^"]*)"/gm)].map((found) => squeezed(found[1]));

/** A day as papers write it: 2026年3月5日 or 2026-03-05. */
const days = (iso) => [squeezed(iso), iso.replace(/^(\d+)-0?(\d+)-0?(\d+).*/, "$1年$2月$3日")];
const any = (text, parts) => parts.some((part) => text.includes(part));
const value = (text, name) => text.match(new RegExp(`^ *${name}: *"?([^"\n]*)`, "m"))?.[1];

/** The days of which one must be found: null where a paper may have none. */
function expected(name, number, records, text) {
  const of = (kind) => records.filter((record) => record.kind === kind);
  if (["cover", "disclosure-ledger"].includes(name)) return days(today);
  if (["intervention-record", "timeline", "outline", "archive-catalogue"].includes(name)) return days(of("report").at(-1).day);
  const [contact, leave] = [of("contact").at(-1), of("leave").at(-1)];
  if (name === "contact-record") return contact ? days(contact.day) : null;
  if (name === "leave-record") return leave ? days(leave.from) : null;
  // The footer says which record it is, or the number of the episode on a blank form.
  const record = records.find(({ id }) => text.includes(`${number}${id}`));
  if (!record) return null;
  return name === "enrolment" ? days(record.effective) : days(record.day);
}

let looked = 0;
for (const file of fs.readdirSync(folder).filter((file) => file.endsWith(".pdf"))) {
  const text = pages(`${folder}/${file}`).join("");
  const check = (holds, what) => holds || wrong.push(`${file} does not have ${what}`);
  looked++;
  const [, number, name] = file.match(/^(\d{4}-\w{4})-(.*)\.pdf$/) ?? [];
  if (!number) {
    // To be filled in by hand: paper.sh looks at the one that the act itself prints.
    check(file === "staff-handover.pdf" || clauses.filter((clause) => text.includes(clause)).length >= 2, "the guide's clauses");
    check(file !== "audit.pdf" || any(text, days(today)), "the day");
    continue;
  }
  const records = fs.readdirSync(`${school}/cases/${number}/records`).flatMap((file) => {
    const [, day, kind, id] = file.match(/^([\d-]{10})-(\w+)-(\w{4})\.md$/) ?? [];
    if (!id) return [];
    const text = fs.readFileSync(`${school}/cases/${number}/records/${file}`, "utf8");
    return [{ day, kind, id, from: value(text, "from"), effective: value(text, "effective") }];
  });
  const student = value(fs.readFileSync(`${school}/cases/${number}/case.yaml`, "utf8"), "  name");
  check(text.includes(squeezed(student)), "the student's name");
  check(text.split(number).length > 2, "the case's number in text and footer");
  // The badly kept example has records that nobody can read: they are on no paper.
  const wanted = number === "2026-QV87" ? null : expected(name, number, records, text);
  if (wanted) check(any(text, wanted), wanted.join(" or "));
  check(wanted || !filled, "a record");
  const cites = ["referral", "agreement-guardian", "timeline", "archive-catalogue"].includes(name);
  check(!cites || text.includes(squeezed(title)), "the guide's title");
}
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`${looked} PDFs name student, case, clause and day`);
