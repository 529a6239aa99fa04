/**
 * <hub-matcher>: a thin element around an iframe of /embed. It passes its attributes on as they are; the service
 * checks them, and what is wrong comes back as `hm-error`. No storage, no cookie, nothing loaded but the frame.
 *
 * Every event bubbles and has a frozen `detail` with `version: 1`; none ever holds what a visitor typed.
 * docs/widget.md has the attributes, events and codes.
 */
const VERSION = 1;
const EMBED = new URL("../../embed", import.meta.url);
const PASSED = ["lang", "region", "sector", "client", "hubs", "max-results", "theme", "key", "campaign"];
const MOST_CONTEXT_CHARS = 4000;
const MOST_ATTRIBUTE_CHARS = 1500;
const HEIGHT_PX = { first: 420, least: 80, most: 20000 };
const PATIENCE_MS = { whole: 15000, afterLoad: 4000 };
const EDITABLE = "[contenteditable]:not([contenteditable=false])";
const TYPED_INTO = `input, textarea, select, output, ${EDITABLE}`;
const TITLES = { pt: "Hub Matcher: encontrar o polo de inovação digital certo", en: "Hub Matcher: find the right innovation hub" };
const SHEET = new CSSStyleSheet(); // made by script, so that a host's policy on styles needs no exception
SHEET.replaceSync(":host{display:block}:host([hidden]),[hidden]{display:none!important}iframe{display:block;width:100%;border:0}");

/* What the frame may say. Each reader gives the value back or throws; only what is named here is ever read. */
const string = (most) => (value) => {
  if (typeof value !== "string" || value.length > most) throw new TypeError("string");
  return value;
};
const oneOf = (...values) => (value) => {
  if (!values.includes(value)) throw new TypeError("oneOf");
  return value;
};
const number = (least, most) => (value) => {
  if (typeof value !== "number" || !(value >= least && value <= most)) throw new TypeError("number");
  return value;
};
const optional = (read) => (value) => (value === null ? null : read(value));
const record = (fields) => (value) => {
  if (typeof value !== "object" || value === null) throw new TypeError("object");
  const own = (name) => (Object.hasOwn(value, name) ? value[name] : undefined);
  return Object.freeze(Object.fromEntries(Object.keys(fields).map((name) => [name, fields[name](own(name))])));
};
const listOf = (most, read) => (value) => {
  if (!Array.isArray(value) || value.length > most) throw new TypeError("list");
  return Object.freeze(value.map(read));
};
const hubId = string(100);
const fault = record({ code: string(40), attribute: optional(string(40)), found: string(200), expected: string(600) });
const MESSAGES = {
  ready: record({ lang: oneOf("pt", "en"), faults: listOf(20, fault) }),
  height: record({ px: number(1, Infinity) }),
  submit: record({}),
  results: record({
    id: string(64),
    outcome: oneOf("match", "weak_match", "no_match", "out_of_scope", "too_vague"),
    context: oneOf(true, false),
    hubs: listOf(50, record({ hub_id: hubId, rank: number(1, 1000), confidence: oneOf("high", "medium", "low") })),
  }),
  select: record({ hub_id: hubId }),
  contact: record({ hub_id: optional(hubId), kind: oneOf("website", "email", "brief") }),
  error: record({ code: string(40), found: string(200), expected: string(600) }),
};

/** The message in `data`, or null for anything that is not one of ours in every part. */
function messageOf(data) {
  try {
    const { hm, type } = record({ hm: oneOf(VERSION), type: oneOf(...Object.keys(MESSAGES)) })(data);
    return hm && { type, fields: MESSAGES[type](data) };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The published words of `node` as a reader sees them: nothing hidden, no script, no other widget. */
function publishedText(node) {
  return (node.innerText ?? "").replace(/\s+/g, " ").trim().slice(0, MOST_CONTEXT_CHARS);
}

class HubMatcher extends HTMLElement {
  static observedAttributes = [...PASSED, "context"];

  #frame = null;
  #timer = 0;
  #queued = false;
  #heard = false;
  #faults = [];
  #fallback = document.createElement("slot");

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [SHEET];
    this.shadowRoot.append(this.#fallback);
  }

  connectedCallback() {
    window.addEventListener("message", this);
    this.#reload();
  }

  /** Moved by `moveBefore`: frame and listener go along, so nothing is lost. */
  connectedMoveCallback() {}

  disconnectedCallback() {
    window.removeEventListener("message", this);
    this.#close();
  }

  attributeChangedCallback(name, before, now) {
    if (this.isConnected && (before !== now || name === "context")) this.#reload();
  }

  /** Messages of the frame that is shown now, from the service's origin, in the agreed form; all others are nothing. */
  handleEvent(event) {
    if (event.origin !== EMBED.origin || !this.#frame || event.source !== this.#frame.contentWindow) return;
    const message = messageOf(event.data);
    if (message) this.#hear(message.type, message.fields);
  }

  #hear(type, fields) {
    if (type === "height") {
      this.#frame.style.height = `${Math.min(Math.max(Math.ceil(fields.px), HEIGHT_PX.least), HEIGHT_PX.most)}px`;
    } else if (type === "ready") {
      this.#ready(fields);
    } else if (type === "error") {
      this.#fail(fields.code, null, fields.found, fields.expected);
    } else {
      this.#tell(type, fields);
    }
  }

  #ready({ lang, faults }) {
    clearTimeout(this.#timer);
    this.#heard = true;
    this.#show(true);
    this.#tell("ready", { lang });
    this.#faults.push(...faults);
    this.#tellFaults();
    this.#sendContext();
  }

  #tellFaults() {
    for (const { code, attribute, found, expected } of this.#faults.splice(0)) this.#fail(code, attribute, found, expected);
  }

  /** Several changes in one turn make one new frame. */
  #reload() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.isConnected) this.#open();
    });
  }

  /** A new frame each time: a changed address of an old one would be a step of the visitor's way back. */
  #open() {
    this.#close();
    if (location.origin === "null") {
      this.#giveUp(0, "page-origin", "a page without an origin", "a page on http or https, not a file or a sandbox");
      return;
    }
    const frame = document.createElement("iframe");
    frame.title = TITLES[this.#language()] ?? TITLES.pt;
    frame.src = this.#address();
    frame.style.height = `${HEIGHT_PX.first}px`;
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox");
    frame.addEventListener("load", () => this.#heard || this.#expectWord(PATIENCE_MS.afterLoad), { once: true });
    this.#frame = frame;
    this.shadowRoot.prepend(frame);
    this.#show(true);
    this.#expectWord(PATIENCE_MS.whole);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#frame?.remove();
    this.#frame = null;
    this.#heard = false;
    this.#faults = [];
    this.#show(false);
  }

  /** The frame, or what the page has between the tags. */
  #show(framed) {
    this.#fallback.hidden = framed;
    if (this.#frame) this.#frame.hidden = !framed;
  }

  /** A frame that a policy blocked looks like any other from outside; only its silence tells. */
  #expectWord(ms) {
    const [there, here] = [EMBED.origin, location.origin];
    const expected = `${there} to answer; check that this page's policy has frame-src ${there}, and that the key lists ${here}`;
    this.#giveUp(ms, "not-loaded", "no word from the frame", expected);
  }

  /** After `ms` the light DOM is shown instead, and whoever listens is told why; a late word of the frame mends it. */
  #giveUp(ms, code, found, expected) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#show(false);
      this.#tellFaults();
      this.#fail(code, null, found, expected);
    }, ms);
  }

  #language() {
    const nearest = this.getAttribute("lang") ?? this.closest("[lang]")?.lang ?? document.documentElement.lang;
    return nearest.split("-")[0].toLowerCase();
  }

  #address() {
    const url = new URL(EMBED);
    for (const name of PASSED) {
      const value = this.getAttribute(name)?.trim();
      if (name === "key" && value && !/^hm_pub_[\w-]+$/.test(value)) {
        const [found, expected] = ["something else (not repeated here)", "a publishable key: hm_pub_..."];
        this.#faults.push({ code: "attribute-invalid", attribute: name, found, expected });
      } else if (value) {
        url.searchParams.set(name, value.slice(0, MOST_ATTRIBUTE_CHARS));
      }
    }
    if (!this.hasAttribute("lang") && this.#language() in TITLES) url.searchParams.set("lang", this.#language());
    url.searchParams.set("parent", location.origin);
    return url.href;
  }

  #sendContext() {
    const selector = this.getAttribute("context");
    if (selector === null) return;
    const node = this.#find(selector);
    const text = node && publishedText(node);
    const told = selector.slice(0, 200);
    if (node && (node.matches(TYPED_INTO) || node.closest(EDITABLE) || node.querySelector(TYPED_INTO))) {
      this.#fail("context-refused", "context", told, "published text only: no form field, output or editable part in it");
    } else if (!text) {
      this.#fail("context-not-found", "context", told, "a selector of an element on this page that has text");
    } else {
      this.#frame.contentWindow.postMessage({ hm: VERSION, type: "context", text }, EMBED.origin);
    }
  }

  #find(selector) {
    try {
      return document.querySelector(selector);
    } catch {
      return null; // no valid selector
    }
  }

  #fail(code, attribute, found, expected) {
    const where = attribute ? `${attribute}: ` : "";
    this.#tell("error", { code, attribute, found, expected, message: `${where}found ${found}; expected ${expected}` });
  }

  #tell(type, fields) {
    const detail = Object.freeze({ version: VERSION, ...fields, campaign: this.getAttribute("campaign") });
    this.dispatchEvent(new CustomEvent(`hm-${type}`, { bubbles: true, composed: true, detail }));
  }
}

if (!customElements.get("hub-matcher")) customElements.define("hub-matcher", HubMatcher);
