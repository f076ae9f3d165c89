// What a paper says, without blanks and line ends: of its HTML, and of a PDF with the footers taken off.
import fs from "node:fs";
import { execFileSync } from "node:child_process";

/// NFKC, because a PDF names some characters by their twin among the radicals (⼀ for 一).
export const squeezed = (text) => text.normalize("NFKC").replace(/\s/g, "");

const unmarked = (html) =>
  squeezed(html.replace(/<[^>]*>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&"));

/// The words of the body, of the heads of tables, and of the footer, which stands in the style sheet.
export function html(file) {
  const text = fs.readFileSync(file, "utf8");
  return {
    words: unmarked(text.slice(text.indexOf("<body>"))),
    heads: [...text.matchAll(/<thead>(.*?)<\/thead>/gs)].map((head) => unmarked(head[1])),
    footer: unmarked(text.match(/@bottom-left \{ content: "([^"]*)"/)[1]),
  };
}

export const word = (file) => squeezed(fs.readFileSync(file, "utf8").replace(/^\ufeff/, ""));

/// A page a text, in the order in which the PDF holds its words.
export function pages(file) {
  const text = execFileSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
  return text.split("\f").slice(0, -1).map(squeezed);
}

/// The pages without footers. Every page has exactly one, with its own number: anything else is an error.
export function bodies(file, footer) {
  const all = pages(file);
  return all.map((page, index) =>
    [`第${index + 1}页共${all.length}页`, footer].reduce((rest, mark) => {
      const parts = rest.split(mark);
      if (parts.length !== 2) throw new Error(`page ${index + 1} says ${parts.length - 1} times: ${mark}`);
      return parts.join("");
    }, page),
  );
}

/// The words of all pages; the head of a table that a page repeats on its top is left out.
export function pdf(file, { words, heads, footer }) {
  return bodies(file, footer).reduce((said, page) => {
    const again = heads.find((head) => head && page.startsWith(head) && !words.startsWith(head, said.length));
    return said + (again ? page.slice(again.length) : page);
  }, "");
}

/// Where two texts part, for whoever has to find out why.
export function parted(wanted, found) {
  let at = 0;
  while (at < wanted.length && wanted[at] === found[at]) at++;
  const near = (text) => `“${text.slice(Math.max(0, at - 12), at)}|${text.slice(at, at + 30)}”`;
  return `${near(wanted)} became ${near(found)}`;
}
