/** The content API, typed by its own document. */
import createClient, { type Middleware } from "openapi-fetch";
import type {
  Navigation,
  OpenCallCard,
  operations,
  paths,
  Problem,
  SiteLanguage,
  SiteWords,
} from "./schema.js";

type Whole = "application/json";
/** A list whose items have the fields alone that were asked for is of a type of its own. */
type Part = "application/vnd.courtyard.part+json";
/** To be named too: openapi-fetch types answers by the media types that a client names. */
type Mistake = "application/problem+json";

type CallsQuery = NonNullable<operations["list_calls"]["parameters"]["query"]>;
type NewsQuery = NonNullable<operations["list_news"]["parameters"]["query"]>;
type ByPath = operations["page_by_path"]["responses"][200]["content"][Whole];
export type Moved = Extract<ByPath, { type: "redirect" }>;
export type Page = Exclude<ByPath, Moved>;

/** The API has refused to answer, and says why. */
export class Refused extends Error {
  constructor(url: string, problem: Problem | undefined) {
    const named = problem?.parameters.map(({ name, reason }) => `${name}: ${reason}`) ?? [];
    super([url, problem?.detail ?? "no answer", ...named].join("\n"));
  }
}

export type Api = ReturnType<typeof connect>;

/** What can be asked of a site. */
export function connect(site: string) {
  const options = {
    baseUrl: site,
    // Names in an address stand with commas between them.
    querySerializer: { array: { style: "form", explode: false } },
  } as const;
  const answers = new Answers();
  const whole = createClient<paths, Whole | Mistake>(options);
  const part = createClient<paths, Part | Mistake>(options);
  whole.use(answers.middleware);
  part.use(answers.middleware);

  return {
    answers,

    async languages(): Promise<SiteLanguage[]> {
      return said(await whole.GET("/api/content/v1/locales")).items;
    },

    async navigation(locale: string): Promise<Navigation> {
      return said(await whole.GET("/api/content/v1/navigation", { params: { query: { locale } } }));
    },

    async settings(locale: string): Promise<SiteWords> {
      return said(await whole.GET("/api/content/v1/settings", { params: { query: { locale } } }));
    },

    /** The page that visitors read at a path, or where it is now. */
    async pageAt(path: string): Promise<Page | Moved> {
      const query = { path };
      return said(await whole.GET("/api/content/v1/pages/by-path", { params: { query } }));
    },

    /** All calls, the next to end first, from as many parts as it takes; and how many there are. */
    async calls(locale: string, limit: number): Promise<{ calls: OpenCallCard[]; count: number }> {
      const calls: OpenCallCard[] = [];
      let count = 0;
      let cursor: string | null = null;
      do {
        const query: CallsQuery = { locale, limit, count: true, ...(cursor && { cursor }) };
        const found = said(await whole.GET("/api/content/v1/open-calls", { params: { query } }));
        calls.push(...found.items);
        count = found.count ?? 0;
        cursor = found.next && new URL(found.next, site).searchParams.get("cursor");
      } while (cursor);
      return { calls, count };
    },

    /** The newest headlines, with nothing that a list of links does not need. */
    async headlines(locale: string, limit: number) {
      const query: NewsQuery = {
        locale,
        limit,
        fields: ["title", "url", "content_language", "date"],
        order: "-date",
      };
      return said(await part.GET("/api/content/v1/news", { params: { query } })).items;
    },
  };
}

/** What an answer says. Throws Refused for one that says nothing but an error. */
function said<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  if (answer.data === undefined) throw new Refused(answer.response.url, answer.error);
  return answer.data;
}

/** Remembers answers by their addresses, and asks again only whether they still hold. */
class Answers {
  asked = 0;
  unchanged = 0;
  private readonly kept = new Map<string, { etag: string; body: string }>();

  readonly middleware: Middleware = {
    onRequest: ({ request }) => {
      this.asked += 1;
      const etag = this.kept.get(request.url)?.etag;
      if (etag) request.headers.set("If-None-Match", etag);
      return request;
    },
    onResponse: async ({ request, response }) => {
      const kept = this.kept.get(request.url);
      if (response.status === 304 && kept) {
        this.unchanged += 1;
        return new Response(kept.body);
      }
      const etag = response.headers.get("ETag");
      if (response.ok && etag) {
        this.kept.set(request.url, { etag, body: await response.clone().text() });
      }
      return response;
    },
  };
}
