/* Indexes: what is chosen is shown in place, at the address to which the form would lead.

   Without this script the form is sent by its button, and every link is followed. */

const form = document.querySelector("form.filters");
const found = document.getElementById("found");
const results = document.getElementById("results");
const bare = (address) => address.split("#")[0];

let shown = bare(location.href);
let asking = new AbortController();

function chosen() {
  const address = new URL(form.getAttribute("action"), location.href);
  const choices = [...new FormData(form)].filter(([, value]) => value);
  address.search = new URLSearchParams(choices);
  return address.href;
}

function swap(page) {
  for (const select of form.querySelectorAll("select")) {
    const fresh = page.getElementById(select.id);
    if (fresh) {
      // Each option that leaves its list makes another one the chosen one there.
      const value = fresh.value;
      select.replaceChildren(...fresh.childNodes);
      select.value = value;
    }
  }
  for (const hidden of form.querySelectorAll("input[type=hidden]")) {
    hidden.remove();
  }
  form.prepend(...page.querySelectorAll("form.filters input[type=hidden]"));
  results.replaceChildren(...page.getElementById("results").childNodes);
  found.textContent = page.getElementById("found").textContent;
  document.title = page.title;
}

async function show(address, { remember = true } = {}) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal });
    if (!answer.ok) {
      throw new Error(answer.statusText);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (signal.aborted) {
      return false;
    }
    swap(page);
    if (remember) {
      history.pushState(null, "", address);
    }
    shown = bare(address);
    results.removeAttribute("aria-busy");
    return true;
  } catch (error) {
    if (!signal.aborted) {
      location.assign(address);
    }
    return false;
  }
}

async function follow(address) {
  if (await show(address)) {
    found.tabIndex = -1;
    found.focus();
  }
}

if (form && found && results) {
  form.addEventListener("change", () => show(chosen()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    follow(chosen());
  });
  results.addEventListener("click", (event) => {
    const link = event.target.closest(".chosen a, .pagination a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      follow(link.href);
    }
  });
  addEventListener("popstate", () => {
    if (bare(location.href) !== shown) {
      show(location.href, { remember: false });
    }
  });
}
