/** HTML that cannot be forgotten to be escaped: every value in an `html` template is text unless it is `Markup` itself. */

/** Finished HTML. Made by `html` and `trusted` only. */
export interface Markup {
  readonly markup: string;
}

/** What a template may contain. `null`, `undefined` and `false` print nothing; arrays print their elements. */
export type Content = string | number | Markup | null | undefined | false | readonly Content[];

/** Template tag: the literal parts are HTML, the values are escaped text. */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { markup: literals.reduce((before, literal, index) => before + print(values[index - 1]) + literal) };
}

/** Text of our own that is HTML, CSS or JavaScript already. Never for text from a document. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** Escapes text for element content and for attribute values in either kind of quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** JSON for a data block. Without `<` there is no way out of the block; U+2028 and U+2029 end lines in old parsers. */
export function jsonBlock(value: unknown): Markup {
  const escapes: Record<string, string> = { '<': '\\u003c', '\u2028': '\\u2028', '\u2029': '\\u2029' };
  return trusted(JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => escapes[character] as string));
}

/** A script for an inline element: `</script` would end it, and inside strings and patterns `<\/script` means the same. */
export function inlineScript(source: string): string {
  return source
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
    .replace(/<\/(?=script)/gi, '<\\/')
    .trim();
}

/** Text as part of an id: `call/koffi` -> `call-koffi`. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Folded unless it is short. */
export function fold(title: string, content: Content, isOpen = false): Markup {
  return html`<details class="fold"${isOpen && html` open`}><summary>${title}</summary>${content}</details>`;
}

function print(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map(print).join('');
}
