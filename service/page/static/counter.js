/* How many characters are left: shown at once, told to screen readers when typing rests. */
const RESTS_MS = 1200;
const TOLD_FROM = 200; // more than so many left are nothing to be told about
let timer = 0;

function count(field) {
  const shown = document.querySelector(`[data-counter="${field.id}"]`);
  if (!shown) return;
  const left = field.maxLength - field.value.length;
  shown.hidden = field.value.length === 0;
  shown.textContent = shown.dataset.left.replace("{n}", left);
  clearTimeout(timer);
  if (left > TOLD_FROM) return;
  const told = document.querySelector(`[data-counter-told="${field.id}"]`);
  timer = setTimeout(() => { told.textContent = shown.textContent; }, RESTS_MS);
}

document.addEventListener("input", (event) => {
  if (event.target.maxLength > 0 && event.target.matches("textarea")) count(event.target);
});
for (const field of document.querySelectorAll("textarea[maxlength]")) count(field);
