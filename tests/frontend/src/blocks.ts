/** The blocks of which editors build a page, as HTML. */
import { html, safe, type Html } from "./html.js";
import { cards, link, listing, picture, titled, type Around } from "./parts.js";
import type { AnyBlock } from "./schema.js";
import { wordsIn } from "./words.js";

export function block(one: AnyBlock, around: Around): Html | null {
  const words = wordsIn(around.language);
  switch (one.type) {
    case "heading":
      return one.level === 3 ? html`<h3>${one.text}</h3>` : html`<h2>${one.text}</h2>`;
    case "text":
      return html`<div>${safe(one.html)}</div>`;
    case "quote":
      return html`<figure>
        <blockquote>${one.text}</blockquote>
        ${one.source ? html`<figcaption>${one.source}</figcaption>` : null}
      </figure>`;
    case "call_to_action":
      return html`<section>
        ${titled(one.heading)}
        <p>${one.text}</p>
        <p><a href="${one.page?.url ?? one.url}">${one.link_text}</a></p>
      </section>`;
    case "timeline":
      return html`<section>
        ${titled(one.heading)}
        <ol>
          ${one.entries.map(
            (entry) => html`<li>${entry.when} <h3>${entry.heading}</h3>${safe(entry.html)}</li>`,
          )}
        </ol>
      </section>`;
    case "facts":
      return html`<section>
        ${titled(one.heading)}
        <dl>${one.rows.map((row) => html`<dt>${row.name}</dt><dd>${row.value}</dd>`)}</dl>
      </section>`;
    case "accordion":
      return html`<section>
        ${titled(one.heading)}
        ${one.items.map(
          (item) =>
            html`<details><summary>${item.heading}</summary>${safe(item.html)}</details>`,
        )}
      </section>`;
    case "image":
      return html`<figure>
        ${picture(one.image, around)}
        ${one.caption ? html`<figcaption>${one.caption}</figcaption>` : null}
      </figure>`;
    case "gallery":
      return html`<section>
        ${titled(one.heading)}
        ${one.pictures.map(
          (shown) =>
            html`<figure>
              ${picture(shown.image, around)}<figcaption>${shown.caption}</figcaption>
            </figure>`,
        )}
      </section>`;
    case "media":
      return html`<figure>
        ${one.kind === "video"
          ? html`<video controls src="${one.file.url}">
              ${one.captions.map(
                ({ file, language }) =>
                  html`<track kind="captions" src="${file.url}" srclang="${language}">`,
              )}
            </video>`
          : html`<audio controls src="${one.file.url}"></audio>`}
        <figcaption>${one.title} <a href="${one.file.url}">${words.download}</a></figcaption>
        ${one.transcript
          ? html`<details>
              <summary>${words.transcript}</summary>
              ${safe(one.transcript)}
            </details>`
          : null}
      </figure>`;
    case "embed":
      return html`<figure>
        <p><a href="${one.url}">${words.play} ${one.provider}: ${one.title}</a></p>
        <figcaption>${one.caption}</figcaption>
      </figure>`;
    case "pages":
      return cards(one.heading, one.pages);
    case "listing":
      return listing(one.heading, one.listing, around);
    case "people":
      return html`<section>
        ${titled(one.heading)}
        ${one.people.map(
          (person) => html`<article>
            ${picture(person.portrait, around)}
            <h3>${person.name}</h3>
            <p>${person.role}</p>
            <p>${person.text}</p>
          </article>`,
        )}
      </section>`;
    case "logos":
      return html`<section>
        ${titled(one.heading)}
        <ul>${one.pages.map((page) => html`<li>${link(page, around)}</li>`)}</ul>
      </section>`;
    case "documents":
      return html`<section>
        ${titled(one.heading)}
        <ul>
          ${one.documents.map(
            ({ file, title }) => html`<li>
              <a href="${file.url}">${title || file.title}</a> ${file.extension.toUpperCase()}
            </li>`,
          )}
        </ul>
      </section>`;
    case "sign_up":
      return html`<section>
        ${titled(one.heading)}
        <p>${one.text}</p>
      </section>`;
    case "html":
      return html`<div>${safe(one.html)}</div>`;
    default:
      return unknown(one);
  }
}

/** A block that this front end does not know: the compiler finds out before any reader does. */
function unknown(one: never): never {
  throw new Error(`There is no such block: ${JSON.stringify(one)}`);
}
