// usage: node same.mjs FOLDER. Every NAME.html says the very same words, in the same order, as LibreOffice reads and
// shows of NAME.docx (word/NAME.txt, word/NAME.pdf) and as the browser's NAME.pdf. A lost cell or line fails.
import fs from "node:fs";
import * as words from "./words.mjs";

const folder = process.argv[2];
const wrong = [];
let compared = 0;
for (const file of fs.readdirSync(folder).filter((file) => file.endsWith(".html"))) {
  const name = file.slice(0, -".html".length);
  const paper = words.html(`${folder}/${file}`);
  const others = {
    [`${folder}/word/${name}.txt`]: (path) => words.word(path),
    [`${folder}/word/${name}.pdf`]: (path) => words.pdf(path, paper),
    [`${folder}/${name}.pdf`]: (path) => words.pdf(path, paper),
  };
  for (const [path, read] of Object.entries(others)) {
    // LibreOffice or the browser may be missing, outside of CI; paper.sh has said so.
    if (!fs.existsSync(path) && !process.env.CI) continue;
    compared++;
    try {
      const found = read(path);
      if (found !== paper.words) wrong.push(`${path}: ${words.parted(paper.words, found)}`);
    } catch (error) {
      wrong.push(`${path}: ${error.message}`);
    }
  }
}
if (wrong.length > 0 || compared === 0) {
  console.error(wrong.join("\n") || "nothing to compare");
  process.exit(1);
}
console.log(`${compared} files say the same as their HTML`);
