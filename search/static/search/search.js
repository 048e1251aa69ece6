/* Offers pages while somebody types, as a combobox (WAI-ARIA 1.2). Without it the form is sent. */

const box = document.getElementById("search-words");
const WAIT = 150;
const SHORTEST = 2;

const list = document.createElement("ul");
list.className = "search__offers";
list.id = "search-offers";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", document.querySelector("label[for=search-words]").textContent);
list.hidden = true;

const told = document.createElement("p");
told.className = "visually-hidden";
told.setAttribute("role", "status");

let asking = new AbortController();
let waiting = 0;
let active = -1;

function close() {
  list.hidden = true;
  active = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function choose(at) {
  const offers = [...list.children];
  active = (at + offers.length) % offers.length;
  offers.forEach((offer, number) => offer.setAttribute("aria-selected", String(number === active)));
  box.setAttribute("aria-activedescendant", offers[active].id);
  offers[active].scrollIntoView({ block: "nearest" });
}

function follow(offer) {
  location.href = offer.dataset.url;
}

function show(pages) {
  active = -1;
  box.removeAttribute("aria-activedescendant");
  list.replaceChildren(
    ...pages.map((page, number) => {
      const offer = document.createElement("li");
      const kind = document.createElement("small");
      offer.className = "search__offer";
      offer.id = `search-offer-${number}`;
      offer.setAttribute("role", "option");
      offer.setAttribute("aria-selected", "false");
      offer.dataset.url = page.url;
      kind.textContent = page.type_label;
      offer.append(page.title, kind);
      return offer;
    }),
  );
  list.hidden = pages.length === 0;
  box.setAttribute("aria-expanded", String(pages.length > 0));
  told.textContent =
    pages.length === 0
      ? ""
      : pages.length === 1
        ? box.dataset.toldOne
        : `${box.dataset.toldMany} ${pages.length}`;
}

async function ask() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const typed = box.value.trim();
  if (typed.length < SHORTEST || typed.length > 200) {
    close();
    return;
  }
  const address = new URL(box.dataset.suggest, location.href);
  address.searchParams.set("q", box.value.trimStart());
  try {
    const answer = await fetch(address, { signal });
    if (answer.ok && !signal.aborted) {
      show((await answer.json()).items);
    }
  } catch {
    // The form works without any offer.
  }
}

if (box) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  box.after(list, told);
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (list.hidden) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(active < 0 && step < 0 ? -1 : active + step);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      follow(list.children[active]);
    }
  });
  // Before the box loses the focus.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const offer = event.target.closest("[role=option]");
    if (offer && event.button === 0) {
      follow(offer);
    }
  });
  box.addEventListener("blur", () => {
    asking.abort();
    clearTimeout(waiting);
    close();
  });
}
