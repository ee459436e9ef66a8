/**
 * Text from outside (documents, children, the file system) is made printable where it comes in: a control character moves the
 * cursor of a terminal, a direction mark turns what stands beside it around, a line end begins a line of somebody else's.
 */

/** Controls, formats (zero-width and direction marks, tags), halves of surrogate pairs, line and paragraph separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Of those, what separates words. */
const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** One line without control characters; what cannot be shown is shown as U+FFFD. */
export function printable(text: string): string {
  return text.replace(SPACES, ' ').replace(UNPRINTABLE, '\ufffd');
}

/** Characters of one text: no run has a longer one, and tables are padded to the longest. */
const LONGEST_TEXT = 20_000;

/** Cut where it is longer than any text of a run. */
function bounded(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

/** No run takes a duration in nanoseconds, a size or a count beyond this: thirty years. */
export const LARGEST_NUMBER = 1e18;
const DEEPEST = 32;
/** Values take up to fifty times the memory of their text. A run of everything that there is has 5 MB; 5000 cases have 25. */
export const LARGEST_DOCUMENT_BYTES = 32e6;
/** Entries of one list or record of a document that is read: what is drawn and compared is planned for so many. */
export const MOST_ENTRIES = 20_000;
/** Characters of the name of a field. */
const LONGEST_NAME = 1000;

/**
 * Makes all strings of a parsed JSON value printable, in place of what they were.
 * @param change what is done to them in place of that
 * @param mostEntries of one list or record; what is our own has as many as it has
 * @returns what no document has: the path of a number beyond LARGEST_NUMBER, of a name that cannot be shown or of too long a list, or
 * too many levels; null: nothing
 */
export function tidy(value: unknown, change = printable, mostEntries = Number.POSITIVE_INFINITY): string | null {
  // Without recursion: levels are as many as the text has brackets.
  const open: { readonly holder: Record<string, unknown>; readonly path: readonly string[] }[] = [];
  const visit = (item: unknown, path: readonly string[]): string | null => {
    if (typeof item === 'number' && !(Math.abs(item) <= LARGEST_NUMBER)) {
      return `${path.map(printable).join('.')}: the number is beyond ${LARGEST_NUMBER}`;
    }
    if (typeof item !== 'object' || item === null) return null;
    if (path.length >= DEEPEST) return `it has more than ${DEEPEST} levels`;
    const count = Array.isArray(item) ? item.length : Object.keys(item).length;
    if (count > mostEntries) {
      return `${path.map(printable).join('.') || 'the document'}: it has ${count} entries, and at most ${mostEntries} are read`;
    }
    if (count > 0) open.push({ holder: item as Record<string, unknown>, path });
    return null;
  };
  const first = visit(value, []);
  if (first !== null) return first;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { holder, path } = next;
    for (const [key, item] of Object.entries(holder)) {
      if (key !== printable(key) || key.length > LONGEST_NAME) {
        return `${[...path, key].map(printable).join('.')}: the name has characters that cannot be shown, or too many`;
      }
      if (typeof item === 'string') holder[key] = bounded(change(item));
      else {
        const wrong = visit(item, [...path, key]);
        if (wrong !== null) return wrong;
      }
    }
  }
  return null;
}

/** A copy of a value with every string of it changed, names of fields included. */
export function mapStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) {
    return (typeof value[0] === 'number' ? value : value.map((item) => mapStrings(item, change))) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapStrings(item, change)])) as T;
}
