/** What blocks and pages are made of. */
import { html, lang, type Html } from "./html.js";
import type { AnyCard, Label, Listing, OpenCallCard, Picture } from "./schema.js";
import { wordsIn } from "./words.js";

/** Around something stands text of a language. */
export interface Around {
  language: string;
}

/** A picture in as many widths as there are; the widest for those who cannot choose. */
export function picture(one: Picture | null, { language }: Around): Html | null {
  const widest = one?.sources.at(-1);
  if (!one || !widest) return null;
  const widths = one.sources.map(({ url, width }) => `${url} ${width}w`).join(", ");
  return html`<img src="${widest.url}" srcset="${widths}" sizes="(min-width: 60rem) 40rem, 90vw"
    width="${widest.width}" height="${widest.height}" alt="${one.alt}"
    loading="lazy"${lang(one.content_language, language)}>`;
}

export function link(to: Label | AnyCard, { language }: Around): Html {
  return html`<a href="${to.url}"${lang(to.content_language, language)}>${to.title}</a>`;
}

/** A page in short, in its own language. */
function card(one: AnyCard): Html {
  const within = { language: one.content_language };
  return html`<article lang="${one.content_language}">
    ${picture(one.image, within)}
    <h3>${link(one, within)}</h3>
    <p>${one.summary}</p>
    ${one.type === "programmes.OpenCallPage" ? html`<p>${standing(one, within)}</p>` : null}
  </article>`;
}

/** Where a call stands, and until when one can apply. */
export function standing(
  { deadline, status, time_zone: timeZone }: Pick<OpenCallCard, "deadline" | "status" | "time_zone">,
  { language }: Around,
): Html {
  return html`<b>${status?.label ?? null}</b>
    ${deadline &&
    html`${wordsIn(language).deadline}
      <time datetime="${deadline}">${day(deadline, language, timeZone)}</time>`}`;
}

/** A day or a moment in words, by the clocks of a place. */
export function day(date: string, language: string, timeZone = "UTC"): string {
  const written = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone });
  return written.format(new Date(date));
}

export function listing(heading: string, list: Listing, around: Around): Html | null {
  return cards(heading, list.items, list.all && html`<p>${link(list.all, around)}</p>`);
}

/** Pages under a heading, and what stands below them; nothing where there are no pages. */
export function cards(heading: string, pages: AnyCard[], below: Html | null = null): Html | null {
  if (!pages.length) return null;
  return html`<section>${titled(heading)}${pages.map(card)}${below}</section>`;
}

/** A heading, if there is one. */
export function titled(heading: string): Html | null {
  return heading ? html`<h2>${heading}</h2>` : null;
}
