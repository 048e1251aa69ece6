/** HTML in template strings: what is put into one is escaped, unless it is HTML already. */
export class Html {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

type Part = string | number | Html | null | Part[];

export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(written)));
}

/** Text that the API answers as HTML already. */
export function safe(text: string): Html {
  return new Html(text);
}

/** The language of something, where it is another one than that of what stands around it. */
export function lang(language: string, around: string): Html | null {
  return language && language !== around ? html` lang="${language}"` : null;
}

function written(part: Part): string {
  if (part === null) return "";
  if (Array.isArray(part)) return part.map(written).join("");
  if (part instanceof Html) return part.toString();
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
