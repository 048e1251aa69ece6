/**
 * Writes pages of a site as files, and what it has found out on standard output.
 *
 *     npm ci && npm run build
 *     npm start http://localhost:8000 dist/site /en/ /en/news/
 *
 * Without paths it writes the front pages of all languages.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { connect, type Api } from "./api.js";
import { html, type Html } from "./html.js";
import { pageInFull } from "./pages.js";

const [site, folder, ...wanted] = process.argv.slice(2);
if (!site || !folder) {
  throw new Error("Say which site is to be written into which folder.");
}

const api = connect(site);
const paths = wanted.length ? wanted : (await api.languages()).map(({ url }) => url);
const moved: Record<string, string> = {};
for (const path of paths) {
  await write(api, folder, path);
}
const { asked, unchanged } = api.answers;
console.log(JSON.stringify({ asked, unchanged, moved }));

/** Write the page at a path; where it has moved, a page that leads on, and the one it leads to. */
async function write(api: Api, folder: string, path: string): Promise<void> {
  const found = await api.pageAt(path);
  if (found.type !== "redirect") {
    await save(folder, path, await pageInFull(api, found));
    return;
  }
  const { to } = found.redirect;
  moved[path] = to;
  await save(folder, path, html`<meta http-equiv="refresh" content="0; url=${to}">`);
  if (to.startsWith("/") && !(to in moved)) {
    await write(api, folder, to);
  }
}

async function save(folder: string, path: string, page: Html): Promise<void> {
  const file = join(folder, path, "index.html");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, page.toString());
}
