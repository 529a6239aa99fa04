/**
 * Inside the frame: tells the page around it how high the content is and what happened (never the text), and sends the
 * form without leaving a step on the visitor's way back. Without it the form works as any form does.
 *
 * It talks to one origin only: the one that the server put into the document after checking it against the key.
 */
const VERSION = 1;
const root = document.documentElement;
const around = root.dataset.parent;
const words = { busy: root.dataset.busy, failed: root.dataset.failed };

function tell(type, fields = {}) {
  if (around && parent !== window) parent.postMessage({ hm: VERSION, type, ...fields }, around);
}

/** What the answer on show says of itself; nothing where there is none. */
function tellResults() {
  const answer = document.querySelector("[data-answer]");
  if (answer) tell("results", JSON.parse(answer.dataset.answer));
}

/** The part of `page` between the tags of `main` in place of ours; language and title follow it. */
function show(page) {
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  root.lang = page.documentElement.lang;
  document.title = page.title;
  document.querySelector("#text").dispatchEvent(new Event("input", { bubbles: true })); // for the counter
  document.dispatchEvent(new Event("hub-matcher:swapped")); // for the page's own scripts
}

/** Where the reader goes on: at the fault, at what a correction changed, else at the answer. */
function moveFocus(pressed) {
  const { name, id } = pressed ?? {};
  const changed = name === "drop" || name === "reset" || id === "apply" ? "#understood-title" : null;
  const goals = ["#summary", id === "ask-other" && "#other-told", changed, "#result"].filter(Boolean);
  goals.map((goal) => document.querySelector(goal)).find(Boolean)?.focus();
}

/** For the page around: a request got no frame back; `status` is 0 where nothing came at all. */
function tellFailure(status) {
  const found = status ? `HTTP status ${status}` : "no answer";
  tell("error", { code: "request-failed", found, expected: "an answer of the service; a visitor may try again" });
}

/** For the visitor: what to do next. The text is still in the form. */
function showFailure(status) {
  const note = document.querySelector("[data-failure]");
  note.textContent = status === 429 || status === 503 ? words.busy : words.failed;
  note.hidden = false;
  note.focus();
}

/** The page that `html` is, if it is a frame with its form; what refuses may come as a page of another kind. */
function framePage(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("form#need") && page;
}

/** Sends `fields` to the frame's own address; the status, and the page where one came back. */
async function sent(fields) {
  const headers = { Accept: "text/html" };
  const sending = fetch(root.dataset.embed, { method: "POST", body: fields, headers, credentials: "omit" });
  const [status, html] = await sending.then(async (response) => [response.status, await response.text()]).catch(() => [0, ""]);
  const page = framePage(html);
  if (!page) tellFailure(status);
  return { status, page };
}

async function submit(form, button) {
  if (form.ariaBusy === "true") return; // pressed twice
  const fields = new URLSearchParams(new FormData(form, button));
  tell("submit");
  form.ariaBusy = "true";
  const { status, page } = await sent(fields);
  form.ariaBusy = null;
  if (!page) return showFailure(status);
  show(page);
  tellResults();
  moveFocus(button);
}

/** Whether the visitor has neither typed nor asked: only then may the frame change by itself. */
function isUntouched() {
  const form = document.querySelector("form#need");
  return !document.querySelector("[data-answer]") && !form.elements.text.value && form.ariaBusy !== "true";
}

/** Suggestions for the portal's own published text. */
async function suggest(text) {
  if (!isUntouched()) return;
  const fields = new URLSearchParams(new FormData(document.querySelector("form#need")));
  fields.set("text", text);
  fields.set("context", "1");
  const { page } = await sent(fields);
  if (!page || !isUntouched()) return;
  show(page);
  tellResults();
}

/** Which hub a link belongs to, and whether it leads to the hub itself or to its profile here. */
function follow(link) {
  const hub_id = link.closest("[data-hub]")?.dataset.hub ?? null;
  if (link.protocol === "mailto:") tell("contact", { hub_id, kind: "email" });
  else if (link.origin !== location.origin) tell("contact", { hub_id, kind: "website" });
  else if (hub_id) tell("select", { hub_id });
}

/** The form, and whatever button of the answer belongs to it; what leads elsewhere opens there, without us. */
function onSubmit(event) {
  const { target: form, submitter } = event;
  if (form.id !== "need") return;
  if (submitter?.formTarget === "_blank") return tell("contact", { hub_id: submitter.value, kind: "brief" });
  event.preventDefault();
  submit(form, submitter);
}

document.addEventListener("submit", onSubmit);
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href]");
  if (link) follow(link);
  const hub = target.closest?.("summary")?.closest("[data-hub]");
  if (hub) tell("select", { hub_id: hub.dataset.hub });
});
window.addEventListener("message", ({ origin, source, data }) => {
  if (!around || origin !== around || source !== parent || data?.hm !== VERSION) return;
  if (data.type === "context" && typeof data.text === "string" && data.text.length <= 4000 && data.text) suggest(data.text);
});
new ResizeObserver(() => tell("height", { px: root.getBoundingClientRect().height })).observe(root);
tell("ready", { lang: root.lang, faults: JSON.parse(root.dataset.faults) });
tellResults();
