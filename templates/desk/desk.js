// Comfort alone: every page does its work without this file, except that files are not dropped and drafts not kept by
// themselves. Nothing here asks anything of another place than the desk itself.
"use strict";

/** A form as the desk reads it; files stay where they are. */
const pairs = (form) => {
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") said.append(name, value);
  return said;
};

// The screen is empty at once, whatever is being typed; not while an input method uses the key itself.
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229) document.documentElement.classList.toggle("blanked");
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-blank]")) return;
  event.preventDefault();
  document.documentElement.classList.add("blanked");
});

// How a time is read stands beside it.
document.addEventListener("change", async (event) => {
  const input = event.target;
  const place = input.parentElement?.querySelector(".reading");
  if (!input.dataset?.time || !place) return;
  const body = new URLSearchParams({ form: input.dataset.time, text: input.value });
  const answer = await fetch("/reading", { method: "POST", body });
  if (answer.ok) place.textContent = await answer.text();
});

// What is typed is kept as a draft a moment after.
let waiting = 0;
const keep = async (form) => {
  const body = pairs(form);
  body.set("action", new URL(form.action).pathname);
  body.set("title", form.dataset.title);
  const answer = await fetch("/draft", { method: "POST", body });
  const told = document.getElementById("kept");
  if (answer.ok && told) told.textContent = "草稿已存";
};
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.title) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => keep(form), 1500);
});
document.addEventListener("submit", () => clearTimeout(waiting));

/** Sends the files of a form, and shows the page that answers: everything typed is in it, and what has arrived. */
function send(form) {
  const bar = document.getElementById("sent");
  const body = new FormData(form);
  body.set("do", "edit");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.onprogress = (event) => {
    bar.hidden = false;
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  };
  request.onload = () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.getElementById("main").replaceWith(page.getElementById("main"));
  };
  request.onerror = () => form.querySelector("[type=submit], .primary").click();
  request.send(body);
}
document.addEventListener("change", (event) => {
  if (event.target.type === "file" && event.target.files.length) send(event.target.form);
});
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    const place = document.getElementById("drop");
    if (!place || !event.dataTransfer?.types.includes("Files")) return;
    // A file dropped beside the place must not take the page away.
    event.preventDefault();
    place.classList.toggle("over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = place.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    send(input.form);
  });
}
