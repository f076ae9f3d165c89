"use strict";
// Sorting by the buttons in the heads, filtering by words and by state. Without this script the page reads the same.
const words = document.getElementById("words"), open = document.getElementById("open"), count = document.getElementById("count");
const filter = () => {
  let shown = 0;
  for (const row of document.querySelectorAll("[data-words]")) {
    const fits = row.dataset.words.toLowerCase().includes(words.value.trim().toLowerCase()) && !(open.checked && row.dataset.open === "no");
    row.hidden = !fits;
    shown += fits;
  }
  count.textContent = "显示 " + shown + " 行";
};
if (words) {
  words.form.hidden = false;
  words.form.addEventListener("submit", (event) => event.preventDefault());
  words.addEventListener("input", filter);
  open.addEventListener("change", filter);
}
for (const head of document.querySelectorAll("th[data-sort]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = head.closest("table").tBodies[0], at = head.cellIndex;
    const key = (row) => row.cells[at].dataset.key || row.cells[at].textContent.trim();
    const sorted = [...body.rows].sort((a, b) => key(a).localeCompare(key(b), "zh-CN", { numeric: true }));
    body.append(...(down ? sorted.reverse() : sorted));
  });
}
