/** Whole pages as HTML. */
import type { Api, Page } from "./api.js";
import { block } from "./blocks.js";
import { html, lang, safe, type Html } from "./html.js";
import { cards, day, link, listing, picture, standing } from "./parts.js";
import { wordsIn } from "./words.js";

const CALLS_AT_ONCE = 3;
const HEADLINES = 5;

export async function pageInFull(api: Api, page: Page): Promise<Html> {
  const around = { language: page.content_language };
  const words = wordsIn(page.locale);
  const main = html`
    ${page.content_language === page.locale ? null : html`<p>${words.notTranslated}</p>`}
    <article${lang(page.content_language, page.locale)}>
      <h1>${page.title}</h1>
      <p>${page.summary}</p>
      ${picture(page.image, around)}
      ${await particulars(api, page)}
      ${"body" in page ? page.body.map((one) => block(one, around)) : null}
      ${page.related.map((one) => listing(one.heading, one.listing, around))}
    </article>
    <nav aria-label="${words.inOtherLanguages}">${elsewhere(page)}</nav>`;
  return layout(api, page.locale, page.seo.title || page.title, main);
}

/** What only some types of pages say. */
async function particulars(api: Api, page: Page): Promise<Html | null> {
  const around = { language: page.content_language };
  switch (page.type) {
    case "home.HomePage":
      return html`${safe(page.lead)} ${await headlines(api, page.locale)}`;
    case "programmes.ProgrammePage":
      return html`<p>${page.kind?.label ?? null}: ${page.audience}</p>
        <p>${page.since && html`${page.since}–${page.until}`}</p>
        <ul>
          ${page.cities.map(
            (city) =>
              html`<li${lang(city.content_language, around.language)}>${city.name}</li>`,
          )}
        </ul>
        <ul>${page.partners.map((one) => html`<li>${link(one.partner, around)}</li>`)}</ul>`;
    case "programmes.OpenCallPage":
      return html`<p>${standing(page, around)}</p>`;
    case "programmes.OpenCallIndexPage":
      return calls(api, page.locale);
    case "news.NewsPage":
      return html`<p>
        <time datetime="${page.date}">${day(page.date, page.content_language)}</time>
        ${page.authors.map(({ name }) => name).join(", ")}
      </p>`;
    case "programmes.ProgrammeIndexPage":
    case "network.NetworkIndexPage":
      return html`${safe(page.introduction)}
        ${page.groups.map(({ heading, pages }) => cards(heading, pages))}
        ${page.closing.map((one) => block(one, around))}`;
    default:
      return null;
  }
}

/** Links to the page in every other language, with a word on those that lack it. */
function elsewhere(page: Page): Html[] {
  return page.translations
    .filter((one) => one.locale !== page.locale)
    .map(({ content_language, locale, state, title, url }) =>
      url === null
        ? html`<span>${locale}</span>`
        : html`<a href="${url}" hreflang="${content_language ?? locale}"
            lang="${content_language ?? locale}" data-state="${state}">${title}</a>`,
    );
}

async function headlines(api: Api, locale: string): Promise<Html> {
  const found = await api.headlines(locale, HEADLINES);
  return html`<section>
    <h2>${wordsIn(locale).news}</h2>
    <ul>
      ${found.map(
        // Only the fields that were asked for can be there.
        ({ content_language = locale, date = "", title = "", url }) =>
          html`<li${lang(content_language, locale)}>
            <a href="${url}">${title}</a>
            <time datetime="${date}">${day(date, content_language)}</time>
          </li>`,
      )}
    </ul>
  </section>`;
}

async function calls(api: Api, locale: string): Promise<Html> {
  const found = await api.calls(locale, CALLS_AT_ONCE);
  return html`<ol data-count="${found.count}">
    ${found.calls.map(
      (call) => html`<li data-status="${call.status?.value ?? ""}"${lang(call.content_language, locale)}>
        ${link(call, { language: call.content_language })}
        ${standing(call, { language: call.content_language })}
      </li>`,
    )}
  </ol>`;
}

/** What stands around each page: the name of the site, its navigation, who it is. */
async function layout(api: Api, locale: string, title: string, main: Html): Promise<Html> {
  // Asked for on every page: the API says at no cost that nothing has changed.
  const [settings, { home, menu, foot_menu: footMenu }] = await Promise.all([
    api.settings(locale),
    api.navigation(locale),
  ]);
  const around = { language: locale };
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <title>${title} – ${settings.name}</title>
  </head>
  <body>
    <header>
      <a href="${home?.url ?? "/"}">${settings.name}</a>
      <nav><ul>${menu.map((one) => html`<li>${link(one, around)}</li>`)}</ul></nav>
    </header>
    <main>${main}</main>
    <footer>
      <ul>${footMenu.map((one) => html`<li>${link(one, around)}</li>`)}</ul>
      <div${lang(settings.content_language, locale)}>${safe(settings.footer)}</div>
    </footer>
  </body>
</html>
`;
}
