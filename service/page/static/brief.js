/* The brief: copied, opened in the e-mail program or printed, as it stands in the box at that moment. */
const box = document.getElementById("brief");
const told = document.querySelector(".told");
const sheet = document.querySelector("[data-sheet]");
const sync = () => { sheet.textContent = box.value; };

for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
document.querySelector("[data-update]").hidden = true;

document.querySelector("[data-copy]").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(box.value);
    told.textContent = told.dataset.copied;
  } catch {
    box.select();
    told.textContent = told.dataset.notCopied;
  }
});

document.querySelector("[data-mail]").addEventListener("click", (event) => {
  const link = event.currentTarget;
  const bare = link.href;
  link.href = `${bare}&body=${encodeURIComponent(box.value.replaceAll("\n", "\r\n"))}`;
  setTimeout(() => { link.href = bare; }); // the text stands in the link only while the e-mail program opens
});

document.querySelector("[data-print]").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", sync);
box.addEventListener("input", sync);
