/* Beside the texts of wagtail-localize's editor: what has changed in the original, what is known
   of the words, what is wrong with a translation; the page as it would be now; and keys.

   That editor is a React program that knows nothing of this one, and works as it is without it.
   What is relied on of its page stands in docs/departures.md; tests/browser tries all of it. */

const root = document.querySelector(".js-translation-editor");
const props = JSON.parse(root.dataset.props);
const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
const settings = JSON.parse(document.getElementById("courtyard-translation-editor").textContent);
const { words } = settings;
const isLocked = props.object.isLocked;

/* Each text in its place: "h3 + ul > li" with the words of the original in a <p>, the translation
   in a <div>, and the buttons in a <ul>, the last of which edits or saves. */
const ITEMS = "h3 + ul > li";
const VALUE = ":scope > div:not([data-courtyard])";

const texts = [];
const ofItem = new WeakMap();
let here = null;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children);
  return element;
}

function button(said, action, attributes = {}) {
  const element = make("button", { type: "button", class: "courtyard-button", ...attributes }, said);
  element.addEventListener("click", action);
  return element;
}

const filled = (said, values) => said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const plain = (markup) =>
  new DOMParser().parseFromString(markup, "text/html").body.textContent.replace(/\s+/g, " ").trim();
const lengthOf = (markup) =>
  [...new DOMParser().parseFromString(markup, "text/html").body.textContent].length;

async function ask(address, body) {
  const options = body && {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  };
  const answer = await fetch(address, { credentials: "same-origin", ...options });
  if (!answer.ok) {
    throw new Error(answer.status);
  }
  return answer.json();
}

/* Two people in one text: what this window has shown of it is said when it is saved, and where
   somebody else has written it meanwhile, it is not saved but shown. */

const shownLast = new Map();
for (const one of props.initialStringTranslations) {
  shownLast.set(one.segment_id, one.data);
}
const segmentAt = new Map(
  props.segments
    .filter((one) => one.type === "string")
    .map((one) => [new URL(one.editUrl, location.href).pathname, one.id]),
);

/** What names words in a header, which holds no paragraph: as sum_of in editing/meanwhile.py. */
function sumOf(said) {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(said)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
  }
  return (~sum >>> 0).toString(16).padStart(8, "0");
}

const send = window.fetch;
window.fetch = async (address, options = {}) => {
  const method = options.method?.toUpperCase();
  const { pathname } = new URL(address?.url ?? address, location.href);
  const segment = segmentAt.get(pathname);
  if (segment === undefined || !["PUT", "DELETE"].includes(method)) {
    return send.call(window, address, options);
  }
  const headers = new Headers(options.headers);
  headers.set("X-Courtyard-Seen", sumOf(shownLast.get(segment) ?? ""));
  const answer = await send.call(window, address, { ...options, headers });
  if (answer.ok || answer.status === 409) {
    try {
      const { data, theirs, string_id: isStored } = await answer.clone().json();
      // What is refused for another reason stands in the window alone.
      if (theirs || isStored) {
        shownLast.set(segment, theirs ? theirs.words : method === "DELETE" ? "" : data);
        const text = texts.find((one) => one.id === segment);
        if (text) {
          text.theirs = theirs ? { ...theirs, mine: data } : null;
        }
      }
    } catch {
      // Whoever asked for it is told.
    }
  }
  return answer;
};

/* The texts, as the editor shows them */

/** The segments in the order in which that editor shows them: by tabs, then by fields and blocks. */
function inOrder() {
  const tabs = props.tabs
    .map((tab) => props.segments.filter((one) => one.location.tab === tab.slug))
    .filter((segments) => segments.length);
  return (tabs.length > 1 ? tabs : [props.segments]).flatMap((segments) => {
    const blocks = new Map();
    for (const one of segments) {
      const key = `${one.location.field}/${one.location.blockId || "null"}`;
      blocks.set(key, [...(blocks.get(key) ?? []), one]);
    }
    return [...blocks.values()].flat();
  });
}

/** wagtail-localize has no words for it in other languages. */
function name() {
  const stock = `${props.sourceLocale.displayName} to ${props.locale.displayName} translation`;
  for (const one of root.querySelectorAll("h2, h3")) {
    if (!one.children.length && one.textContent.trim() === stock) {
      one.textContent = `${props.sourceLocale.displayName} → ${props.locale.displayName}`;
    }
  }
}

function attach() {
  name();
  const items = [...root.querySelectorAll(ITEMS)];
  const segments = inOrder();
  segments.forEach((segment, place) => {
    const item = items[place];
    const source = item?.querySelector(":scope > p");
    if (segment.type !== "string" || source?.textContent !== segment.source) {
      return;
    }
    source.lang = settings.source;
    item.querySelector(VALUE).lang = settings.target;
    const text = { id: segment.id, source: segment.source, item, known: {}, also: "" };
    texts.push(text);
    ofItem.set(item, text);
  });
  if (texts.length < segments.filter((one) => one.type === "string").length) {
    console.error("wagtail-localize shows its texts otherwise than translation-editor.js expects.");
  }
}

const boxOf = (text) => text.item.querySelector(`${VALUE} textarea`);
const buttonsOf = (text) => [...text.item.querySelectorAll(":scope > ul button")];
const isAddress = (text) => Boolean(text.known.address);
const isTranslated = (text) => text.item.classList.contains("complete");
const isFaulty = (text) =>
  text.item.classList.contains("errored") || Boolean(text.known.faults?.length);
const isOpen = (text) =>
  !isAddress(text) && (!isTranslated(text) || isFaulty(text) || Boolean(text.known.machine));
const shownOf = (text) => text.item.querySelector(`${VALUE} > p`)?.textContent || "";
const textAt = (element) => ofItem.get(element?.closest?.(ITEMS));

function open(text) {
  showTab(text);
  if (!boxOf(text) && !isLocked) {
    buttonsOf(text).at(-1)?.click();
  }
  return boxOf(text);
}

function save(text) {
  if (boxOf(text)) {
    buttonsOf(text).at(-1).click();
  }
}

function cancel(text) {
  if (boxOf(text)) {
    buttonsOf(text)[0].click();
  }
}

/** Write into a field as if it had been typed: React listens, and keeps what it hears. */
function write(box, value) {
  const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  set.call(box, value);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function takeOver(text, value) {
  const box = open(text);
  if (box) {
    write(box, value);
    box.focus();
    box.setSelectionRange(value.length, value.length);
  }
}

function showTab(text) {
  const hidden = text.item.closest("section[hidden]");
  if (hidden) {
    root.querySelector(`[role=tab][aria-controls="${CSS.escape(hidden.id)}"]`)?.click();
  }
}

/* What stands beside a text */

function suggestionsOf(text) {
  const { memory = [], former } = text.known;
  return [
    ...memory.map((one) => ({ ...one, label: words.elsewhere })),
    ...(former ? [{ ...former, label: words.former }] : []),
  ];
}

function show(text) {
  const { changed } = text.known.former ?? {};
  const suggestions = suggestionsOf(text);
  const { theirs } = text;
  text.help?.remove();
  text.help = null;
  const isMade = isAddress(text) && !isTranslated(text);
  if (text.also || suggestions.length || isMade || theirs) {
    text.help = make("div", { class: "courtyard-help", "data-courtyard": true });
    if (text.also) {
      text.help.append(make("p", { class: "courtyard-also", lang: also.value }, text.also));
    }
    if (changed) {
      const told = make("p", { class: "courtyard-diff", lang: settings.source });
      told.innerHTML = changed;
      text.help.append(make("p", { class: "courtyard-label" }, words.changed), told);
    }
    if (theirs) {
      const by = filled(words.meanwhile, { who: theirs.who || words.somebody });
      const line = suggestion(text, { words: theirs.words, where: "" });
      line.append(button(words.mine, () => putMine(text)));
      text.help.append(make("p", { class: "courtyard-label" }, by), line);
    }
    let before = "";
    for (const one of suggestions) {
      if (one.label !== before) {
        text.help.append(make("p", { class: "courtyard-label" }, one.label));
        before = one.label;
      }
      text.help.append(suggestion(text, one));
    }
    if (isMade) {
      text.help.append(make("p", { class: "courtyard-where" }, words.address));
    }
    text.item.insertBefore(text.help, text.item.querySelector(VALUE));
  }
  showState(text);
}

function suggestion(text, { words: said, where }) {
  const line = make("div", { class: "courtyard-suggestion" });
  line.append(
    make("p", {}, make("span", { lang: settings.target }, said), " ", make("small", {}, where)),
  );
  if (!isLocked) {
    const label = filled(words.takeOf, { words: plain(said) });
    line.append(button(words.take, () => takeOver(text, said), { "aria-label": label }));
  }
  return line;
}

/** Below the translation: who has written it, what is wrong, and how long it is. */
function showState(text) {
  const box = boxOf(text);
  const { longest, machine, confirmed, may_be_right: mayBeRight } = text.known;
  const { faults = [], terms = [] } = (box && text.typed) || text.known;
  const told = box ? "" : text.item.querySelector(":scope > ul > li")?.textContent ?? "";
  const wrong = faults.filter((fault) => !told.includes(fault));
  const hints = terms.filter(
    (one) => box || (isTranslated(text) && !one.kept && !told.includes(one.approved)),
  );
  text.item.toggleAttribute("data-machine", Boolean(machine));
  if (!text.state) {
    if (!box && !machine && !wrong.length && !hints.length && !confirmed && !mayBeRight) {
      return;
    }
    text.count = make("p", { class: "courtyard-count", id: `courtyard-count-${text.id}` });
    text.told = make("div", { role: "status", id: `courtyard-told-${text.id}` });
    text.draft = make("div", { class: "courtyard-suggestion courtyard-draft" });
    text.right = make("div", { class: "courtyard-suggestion courtyard-right" });
    text.state = make(
      "div",
      { class: "courtyard-state", "data-courtyard": true },
      text.count,
      text.draft,
      text.told,
      text.right,
    );
    text.item.querySelector(VALUE).after(text.state);
  }
  const number = box ? lengthOf(box.value) : 0;
  text.count.hidden = !box;
  text.count.textContent = filled(longest ? words.room : words.characters, {
    number,
    most: longest,
  });
  text.count.toggleAttribute("data-full", Boolean(longest) && number > longest);
  text.draft.hidden = !machine;
  if (machine && !text.draft.childNodes.length) {
    text.draft.append(make("p", {}, words.draft));
    if (!isLocked) {
      text.draft.append(button(words.approve, () => approve(text)));
    }
  }
  const isAsked = mayBeRight && !box && !isLocked && !text.theirs;
  text.right.hidden = Boolean(box) || !(isAsked || confirmed);
  text.right.replaceChildren(
    ...(confirmed
      ? [make("p", {}, filled(words.confirmed, { ...confirmed, who: confirmed.who || words.somebody }))]
      : []),
    ...(isAsked ? [button(words.confirm, () => confirm(text))] : []),
  );
  const lines = [
    ...wrong.map((fault) => make("li", { class: "courtyard-fault" }, fault)),
    ...hints.map((one) =>
      make(
        "li",
        { class: "courtyard-hint", "data-kept": one.kept },
        filled(words.term, one),
        ...(one.note ? [` (${one.note})`] : []),
      ),
    ),
  ];
  const list = lines.length ? [make("ul", {}, ...lines)] : [];
  // What is said already is not to be read out again.
  const said = JSON.stringify([wrong, hints]);
  if (text.said !== said) {
    text.said = said;
    text.told.replaceChildren(...list);
  }
}

/** To save a machine's words as they are makes them those of whoever saves them. */
function approve(text) {
  open(text);
  save(text);
}

/** What was typed here is saved over what somebody has saved meanwhile, which was seen. */
function putMine(text) {
  const { mine } = text.theirs;
  takeOver(text, mine);
  save(text);
}

/** It is right as it stands, although it looks wrong; saved once more for the editor to know. */
async function confirm(text) {
  const value = shownLast.get(text.id) ?? "";
  const answer = await send.call(window, settings.confirm, {
    method: "POST",
    credentials: "same-origin",
    body: JSON.stringify({ text: text.id, value }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  });
  const { error } = answer.ok || answer.status === 409 ? await answer.json() : { error: words.failed };
  if (error) {
    text.told.replaceChildren(make("ul", {}, make("li", { class: "courtyard-fault" }, error)));
    return;
  }
  approve(text);
}

/* While somebody writes */

function opened(text, box) {
  text.box = box;
  text.typed = null;
  box.lang = settings.target;
  box.setAttribute("aria-label", filled(words.translation, { words: plain(text.source) }));
  box.addEventListener("input", () => {
    showState(text);
    check(text, box);
  });
  showState(text);
  box.setAttribute("aria-describedby", `courtyard-count-${text.id} courtyard-told-${text.id}`);
  if (box.value) {
    check(text, box);
  }
  follow(text);
}

function check(text, box) {
  clearTimeout(text.timer);
  text.timer = setTimeout(async () => {
    const { value } = box;
    try {
      const found = await ask(settings.check, { text: text.id, value });
      if (text.box === box && box.value === value) {
        text.typed = found;
        showState(text);
      }
    } catch {
      // What is wrong is told when it is saved, too.
    }
  }, 300);
}

function closed(text) {
  clearTimeout(text.timer);
  text.box = null;
  text.typed = null;
  showState(text);
  text.wantsFocus = document.activeElement === document.body;
}

async function saved(text) {
  showPage();
  try {
    learn(await ask(`${settings.data}?text=${text.id}`));
  } catch {
    text.known = { ...text.known, faults: [], machine: false };
    show(text);
  }
  progress();
}

function look(text) {
  const box = boxOf(text);
  const isSaving = Boolean(text.item.querySelector(":scope > ul .icon-spinner"));
  if (box && box !== text.box) {
    opened(text, box);
  } else if (!box && text.box) {
    closed(text);
  }
  if (text.isSaving && !isSaving) {
    saved(text);
  }
  text.isSaving = isSaving;
  if (text.wantsFocus && !box && !isSaving) {
    text.wantsFocus = false;
    if (document.activeElement === document.body) {
      buttonsOf(text).at(-1)?.focus();
    }
  }
}

const observer = new MutationObserver((changes) => {
  const touched = new Set();
  for (const { target } of changes) {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    if (!element?.closest("[data-courtyard]")) {
      touched.add(textAt(element));
    }
  }
  touched.delete(undefined);
  touched.forEach(look);
  if (touched.size) {
    progress();
  }
});

/* From one open text to the next */

function nextOpen(from, step = 1) {
  const start = from ? texts.indexOf(from) : step > 0 ? -1 : 0;
  for (let passed = 1; passed <= texts.length; passed += 1) {
    const text = texts[(start + step * passed + texts.length * 2) % texts.length];
    if (text !== from && isOpen(text)) {
      return text;
    }
  }
  return from && isOpen(from) ? from : null;
}

function go(text) {
  if (!text) {
    // All is done: what is left is to publish it, or to have that done.
    const publish = root.querySelector("footer button[name=action][value=publish]");
    (publish ?? handIn.querySelector("button") ?? told).focus();
    return;
  }
  showTexts();
  const box = open(text) ?? text.item;
  if (box === text.item) {
    text.item.tabIndex = -1;
  }
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "center" });
  follow(text);
}

function pressed(event) {
  const isForward = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  const isTake = event.key === "Enter" && event.altKey && !event.ctrlKey;
  const step = event.altKey && !event.ctrlKey && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const text = textAt(event.target) ?? (event.target === document.body ? here : null);
  const isOurs = event.target === document.body || workbench.contains(event.target);
  if (
    event.isComposing ||
    event.shiftKey ||
    !isOurs ||
    event.target.matches("select, input") ||
    !(isForward || isTake || step)
  ) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (isTake) {
    const first = text && suggestionsOf(text)[0];
    if (first) {
      takeOver(text, first.words);
    }
  } else if (isForward) {
    const box = text && boxOf(text);
    if (box && box === event.target) {
      (box.value.trim() ? save : cancel)(text);
    }
    go(nextOpen(text));
  } else {
    go(nextOpen(text, step));
  }
}

/* Above the texts: how far one is, other languages, the page, and the keys */

const told = make("p", { class: "courtyard-progress", role: "status", tabindex: "-1" });
const meter = make("progress", { max: 1, value: 0, "aria-hidden": "true" });
const failed = make("p", { class: "courtyard-fault", role: "alert", hidden: true });
const also = make("select", { id: "courtyard-also" });
const alsoLabel = make("label", { for: "courtyard-also", hidden: true }, `${words.also} `, also);
const forward = button(words.next, () => go(nextOpen(here)), { class: "button button-small" });
const handIn = make(
  "form",
  { method: "post", action: settings.handIn, hidden: !settings.handIn },
  make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: token }),
  ...(settings.handIn ? [make("button", { class: "button button-small" }, words.handIn)] : []),
);
const toggle = button("", () => turnPage(!isShown()), {
  class: "button button-small button-secondary",
  "aria-controls": "courtyard-page",
});

const key = (...names) =>
  names.flatMap((name, place) => [...(place ? [" + "] : []), make("kbd", {}, name)]);
const KEYS = [
  [key("Ctrl", "Enter"), words.keyNext],
  [key("Enter"), words.keySave],
  [key("Alt", "Enter"), words.keyTake],
  [[...key("Alt", "↓"), " ", ...key("Alt", "↑")], words.keyMove],
];
const keys = make(
  "details",
  { class: "courtyard-keys" },
  make("summary", {}, words.shortcuts),
  make("dl", {}, ...KEYS.flatMap(([names, said]) => [
    make("dt", {}, ...names),
    make("dd", {}, said),
  ])),
);
const bar = make(
  "div",
  { class: "courtyard-bar" },
  make("div", { class: "courtyard-bar-progress" }, told, meter),
  forward,
  handIn,
  alsoLabel,
  keys,
  failed,
);

function progress() {
  const waiting = texts.filter(isOpen);
  const machine = texts.filter((text) => text.known.machine).length;
  const faulty = texts.filter(isFaulty).length;
  const all = texts.filter((text) => !isAddress(text)).length;
  const done = all - waiting.length;
  const parts = [
    waiting.length || !all ? filled(words.progress, { done, all }) : words.done,
    ...(machine ? [filled(words.machine, { number: machine })] : []),
    ...(faulty ? [filled(words.faulty, { number: faulty })] : []),
  ];
  if (told.textContent !== parts.join(" · ")) {
    told.textContent = parts.join(" · ");
  }
  meter.max = all || 1;
  meter.value = done;
  forward.disabled = !waiting.length;
}

also.addEventListener("change", async () => {
  let found = {};
  if (also.value) {
    try {
      found = (await ask(`${settings.data}?also=${encodeURIComponent(also.value)}`)).texts;
    } catch {
      fail();
    }
  }
  for (const text of texts) {
    const said = found[text.id] ?? "";
    if (said !== text.also) {
      text.also = said;
      show(text);
    }
  }
});

function learn({ texts: known }) {
  for (const text of texts) {
    if (text.id in known) {
      text.known = known[text.id];
      show(text);
    }
  }
}

async function load() {
  failed.hidden = true;
  try {
    const found = await ask(settings.data);
    learn(found);
    also.replaceChildren(
      make("option", { value: "" }, words.nothing),
      ...found.languages.map(({ code, name }) => make("option", { value: code }, name)),
    );
    alsoLabel.hidden = !found.languages.length;
  } catch {
    fail();
  }
  progress();
  bar.dataset.ready = Math.round(performance.now());
}

function fail() {
  failed.replaceChildren(`${words.failed} `, button(words.again, load));
  failed.hidden = false;
}

/* The page as it would be now */

const WIDE = matchMedia("(min-width: 75em)");
const REMEMBERED = "courtyard.translation-editor.page";
const frame = make("iframe", { title: words.page });
const pageTold = make("p", { role: "status", class: "courtyard-page-told" });
const page = make(
  "aside",
  { id: "courtyard-page", class: "courtyard-page", hidden: true, "aria-label": words.page },
  pageTold,
  frame,
);
const workbench = make("div", { class: "courtyard-workbench" });

const isShown = () => !page.hidden;
const documentOf = () => {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
};

function turnPage(isToBeShown, { remember = true } = {}) {
  page.hidden = !isToBeShown;
  workbench.toggleAttribute("data-page", isToBeShown);
  toggle.setAttribute("aria-expanded", String(isToBeShown));
  const back = WIDE.matches ? words.hidePage : words.showTexts;
  toggle.textContent = isToBeShown ? back : words.showPage;
  if (remember && WIDE.matches) {
    localStorage.setItem(REMEMBERED, isToBeShown ? "shown" : "hidden");
  }
  if (isToBeShown) {
    showPage();
  }
}

function showTexts() {
  if (isShown() && !WIDE.matches) {
    turnPage(false);
  }
}

let pageTimer = 0;
function showPage() {
  if (!isShown() || !settings.preview) {
    return;
  }
  clearTimeout(pageTimer);
  pageTimer = setTimeout(() => {
    pageTold.textContent = words.updating;
    page.setAttribute("aria-busy", "true");
    page.scrolled = frame.contentWindow?.scrollY ?? 0;
    if (frame.src) {
      frame.contentWindow.location.replace(settings.preview);
    } else {
      frame.src = settings.preview;
    }
  }, 150);
}

frame.addEventListener("load", () => {
  if (!frame.src) {
    return;
  }
  const shown = documentOf();
  page.removeAttribute("aria-busy");
  pageTold.textContent = shown?.querySelector("main") ? "" : words.pageFailed;
  if (!shown) {
    return;
  }
  shown.querySelector("wagtail-userbar")?.remove();
  // A link would lead away from the page; a click leads to the text.
  shown.addEventListener("click", clicked, true);
  frame.contentWindow.scrollTo({ top: page.scrolled ?? 0, behavior: "instant" });
  page.dataset.loads = Number(page.dataset.loads ?? 0) + 1;
  if (here) {
    follow(here);
  }
});

const bare = (text) => text.replace(/\s+/g, " ").trim();
const readOf = (text) => plain(shownOf(text) || boxOf(text)?.defaultValue || "") || plain(text.source);

/** The innermost element of the page that says some words. */
function saying(shown, said) {
  let found = [shown.querySelector("main"), shown.body].find(
    (one) => one && bare(one.textContent).includes(said),
  );
  for (let inner = found; inner; ) {
    found = inner;
    inner = [...inner.children].find((one) => bare(one.textContent).includes(said));
  }
  return found ?? [...shown.querySelectorAll("img[alt]")].find((one) => bare(one.alt) === said);
}

let marked = null;
function follow(text) {
  here = text;
  const shown = isShown() && documentOf();
  if (!shown?.body) {
    return;
  }
  marked?.style.removeProperty("outline");
  marked?.style.removeProperty("outline-offset");
  const candidates = [readOf(text), plain(text.source)].filter(Boolean);
  marked = candidates.map((said) => saying(shown, said)).find(Boolean) ?? null;
  if (marked && marked !== shown.body) {
    marked.style.setProperty("outline", "3px solid #b4540a", "important");
    marked.style.setProperty("outline-offset", "3px");
    // In the frame alone: what one is about to click on is to stay where it is.
    const { top, height } = marked.getBoundingClientRect();
    const { scrollY, innerHeight } = frame.contentWindow;
    const middle = scrollY + top + height / 2 - innerHeight / 2;
    frame.contentWindow.scrollTo({ top: middle, behavior: "instant" });
  }
}

function clicked(event) {
  event.preventDefault();
  event.stopPropagation();
  for (let at = event.target; at && at.nodeType === Node.ELEMENT_NODE; at = at.parentElement) {
    const said = bare(at.textContent);
    const found = said && texts.find((text) => [readOf(text), plain(text.source)].includes(said));
    if (found) {
      go(found);
      return;
    }
  }
}

/* All together */

function start() {
  attach();
  if (settings.preview) {
    forward.after(toggle);
    const isWanted = WIDE.matches && localStorage.getItem(REMEMBERED) !== "hidden";
    turnPage(isWanted, { remember: false });
    WIDE.addEventListener("change", () => turnPage(WIDE.matches && isShown(), { remember: false }));
  }
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["class"],
  });
  root.addEventListener("focusin", ({ target }) => {
    const text = textAt(target);
    if (text && text !== here) {
      follow(text);
    }
  });
  document.addEventListener("keydown", pressed, true);
  progress();
  load();
}

root.before(workbench);
workbench.append(bar, root, page);
for (const [above, name] of [
  [workbench.parentElement.querySelector(".w-sticky"), "--above"],
  [bar, "--bar"],
]) {
  // What stays at the top of the window, below which the rest begins.
  const measure = () => {
    const stays = getComputedStyle(above).position === "sticky";
    workbench.style.setProperty(name, `${stays ? above.offsetHeight : 0}px`);
  };
  if (above) {
    new ResizeObserver(measure).observe(above);
  }
}
if (root.querySelector(ITEMS)) {
  start();
} else {
  const waiting = new MutationObserver(() => {
    if (root.querySelector("footer")) {
      waiting.disconnect();
      start();
    }
  });
  waiting.observe(root, { childList: true, subtree: true });
}
