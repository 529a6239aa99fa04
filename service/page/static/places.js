/* The field for a place as a combobox (ARIA 1.2): suggests municipalities and regions, takes whatever is typed. */
const MOST = 8;
let names = null; // fetched when a field is used first

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

async function allNames() {
  names ??= fetch("/places").then((response) => (response.ok ? response.json() : [])).catch(() => []);
  return (await names).map((name) => [name, plain(name)]);
}

async function matching(text) {
  const wanted = plain(text.trim());
  if (!wanted) return [];
  const all = await allNames();
  const first = all.filter(([, key]) => key.startsWith(wanted));
  const second = all.filter(([, key]) => !key.startsWith(wanted) && key.includes(wanted));
  return [...first, ...second].slice(0, MOST).map(([name]) => name);
}

function enhance(input) {
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-list`, className: "options", hidden: true });
  const told = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  const box = Object.assign(document.createElement("div"), { className: "combo" });
  told.setAttribute("role", "status");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`)?.textContent ?? "");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) input.setAttribute(name, value);
  input.setAttribute("aria-controls", list.id);
  input.replaceWith(box);
  box.append(input, list, told);
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (name) => {
    input.value = name;
    close();
    told.textContent = "";
  };
  const point = (index) => {
    const options = [...list.children];
    active = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };
  const open = async () => {
    const typed = input.value;
    const found = await matching(typed);
    if (input.value !== typed || document.activeElement !== input) return; // typed on meanwhile
    if (!found.length || (found.length === 1 && found[0] === typed)) return close();
    list.replaceChildren(...found.map((name, i) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${i}`, textContent: name });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(name); });
      return option;
    }));
    active = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    told.textContent = input.dataset.places.replace("{n}", found.length);
  };

  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) await open();
      if (!list.hidden) point(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active].textContent);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}

function enhanceAll() {
  for (const input of document.querySelectorAll("input[data-places]:not([role])")) enhance(input);
}

document.addEventListener("hub-matcher:swapped", enhanceAll);
enhanceAll();
