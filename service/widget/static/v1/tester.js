/** The tester's comfort: changes show at once, events are listed, the code is copied. Without it the form still works. */
const form = document.querySelector("#attributes");
const copy = document.querySelector("#copy");
const EVENTS = ["hm-ready", "hm-submit", "hm-results", "hm-select", "hm-contact", "hm-error"];

/** The server writes snippet and attributes, here as without a script; only what differs is taken over. */
async function update() {
  const address = `?${new URLSearchParams(new FormData(form))}`;
  const response = await fetch(address);
  if (!response.ok) return form.submit();
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.querySelector("#snippet").textContent = page.querySelector("#snippet").textContent;
  takeAttributes(document.querySelector("hub-matcher"), page.querySelector("hub-matcher"));
  history.replaceState(null, "", address);
}

function takeAttributes(element, wanted) {
  for (const name of element.getAttributeNames()) if (!wanted.hasAttribute(name)) element.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function list(event) {
  document.querySelector("#no-events")?.remove();
  const line = document.createElement("pre");
  line.textContent = `${event.type} ${JSON.stringify(event.detail, null, 1).replace(/\n\s*/g, " ")}`;
  document.querySelector("#events").prepend(line);
}

form.addEventListener("change", update);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  update();
});
for (const type of EVENTS) document.addEventListener(type, list);
copy.hidden = false;
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(document.querySelector("#snippet").textContent);
  const note = document.querySelector("#copied");
  note.textContent = note.dataset.copied;
});
