/*
The form is sent in the background and the parts of the page that change are swapped. Each result is an entry of the
history that holds the form's fields (never an address), so that back, forward and reload bring back what was shown.
When anything fails, the browser sends the form itself, as without a script.
*/
const PARTS = ["summary-part", "place-part", "client-part", "aside-part", "answer"];
const part = (id, from = document) => from.getElementById(id);
const form = () => part("need");
const language = document.documentElement.lang;
const firstAside = part("answer").childElementCount ? "" : part("aside-part").innerHTML;
let running = null; // of the request under way
let shown = null; // fields of the result that is shown

function fields() {
  return [...new FormData(form())].filter(([name, value]) => value !== "" && !name.startsWith("add_"));
}

function swap(page) {
  part("summary", page)?.removeAttribute("autofocus"); // it is focused below
  for (const id of PARTS) part(id).replaceChildren(...part(id, page).childNodes);
  const text = part("text");
  const sent = part("text", page);
  if (text.value !== sent.value) text.value = sent.value;
  text.toggleAttribute("aria-invalid", false);
  if (sent.hasAttribute("aria-invalid")) text.setAttribute("aria-invalid", "true");
  part("text-fault").textContent = part("text-fault", page).textContent;
  document.querySelector("header .switch")?.replaceWith(document.adoptNode(page.querySelector("header .switch")));
  document.title = page.title;
  part("announcement").textContent = (part("outcome") ?? part("summary-title"))?.textContent ?? "";
  text.dispatchEvent(new Event("input", { bubbles: true }));
  document.dispatchEvent(new Event("hub-matcher:swapped"));
}

/* Where the reader goes on: at the fault, where the button was, or at what its group became. */
function moveFocus(pressed) {
  const fault = part("summary");
  if (fault) return fault.focus();
  const { name, value, id } = pressed ?? {};
  const inResult = pressed && pressed.id === "" && name !== "example" && name !== undefined;
  const same = inResult && document.querySelector(`#answer [name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
  if (same && name === "pick") return same.focus({ preventScroll: true });
  if (id === "ask-other" && part("other-told")) return part("other-told").focus();
  if (["drop", "reset"].includes(name) || id === "apply") return part("understood-title")?.focus({ preventScroll: name !== "reset" });
  part("result")?.focus();
}

async function fetched(sent) {
  running?.abort();
  running = new AbortController();
  const headers = { Accept: "text/html" };
  const response = await fetch(form().action, { method: "POST", body: new URLSearchParams(sent), headers, signal: running.signal });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/* The page that `sent` leads to, swapped in; false when there is none. */
async function show(sent) {
  part("answer").setAttribute("aria-busy", "true");
  document.body.classList.add("busy");
  try {
    const page = await fetched(sent);
    if (!part("answer", page)) {
      part("announcement").textContent = "";
      tell(page.querySelector("[data-problem]")?.textContent);
      return false;
    }
    swap(page);
    return true;
  } catch (error) {
    if (error.name !== "AbortError") tell(form().dataset.unreachable);
    return false;
  } finally {
    part("answer").removeAttribute("aria-busy");
    document.body.classList.remove("busy");
  }
}

function tell(message) {
  const box = Object.assign(document.createElement("p"), { className: "summary", id: "summary", tabIndex: -1 });
  box.setAttribute("role", "alert");
  box.textContent = message ?? form().dataset.unreachable;
  part("summary-part").replaceChildren(box);
  box.focus();
}

function staysHere(button) {
  return (button?.getAttribute("formaction") ?? "#").startsWith("#") && button?.name !== "switch";
}

document.addEventListener("submit", async (event) => {
  const pressed = event.submitter;
  if (event.target !== form() || !staysHere(pressed)) return;
  event.preventDefault();
  const sent = [...new FormData(form())];
  if (pressed?.name) sent.push([pressed.name, pressed.value]);
  if (!(await show(sent))) return;
  if (part("result")) {
    shown = fields();
    history.pushState({ fields: shown }, "", `?lang=${language}`);
  }
  moveFocus(pressed);
});

/* What was typed into the form before a switch of language goes along. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.switch");
  if (!link || !part("text").value.trim()) return;
  event.preventDefault();
  const button = Object.assign(document.createElement("button"), { name: "switch", value: link.lang, hidden: true, formNoValidate: true });
  form().append(button);
  form().requestSubmit(button);
});

window.addEventListener("popstate", async (event) => {
  const wanted = event.state?.fields;
  if (!wanted && location.hash) return history.replaceState({ fields: shown }, ""); // a link within the page
  if (JSON.stringify(wanted ?? null) === JSON.stringify(shown)) return;
  shown = wanted ?? null;
  if (wanted) await show(wanted);
  else {
    part("answer").replaceChildren();
    part("aside-part").innerHTML = firstAside;
  }
});

if (part("result")) {
  shown = fields();
  history.replaceState({ fields: shown }, "", `?lang=${language}${location.hash}`);
} else if (history.state?.fields && !part("summary")) {
  shown = history.state.fields;
  show(shown);
}
