/** Documents in which every text that may be any is markup which asks for a script, a request or an element. */
import type { ZodType } from 'zod';

/** Where requests of hostile texts go; nothing has this name (RFC 2606). */
export const HOSTILE_HOST = 'hostile.invalid';
const SPY = `http://${HOSTILE_HOST}`;

/** Each tries another way out of the place where text stands. */
export const HOSTILE_TEXTS: readonly string[] = [
  '</script><script>hacked=1</script>',
  '<script type=module>hacked=1</script>',
  `<script src="${SPY}/script.js"></script>`,
  `<img src="${SPY}/image.png" onerror="hacked=1">`,
  '<img src=x onerror=hacked=1//',
  '"><svg onload="hacked=1"><animate onbegin="hacked=1" attributeName="x" dur="1s"/></svg>',
  `'><svg/onload='hacked=1'>`,
  '" autofocus tabindex="0" onfocus="hacked=1" onmouseover="hacked=1" x="',
  `' autofocus tabindex='0' onfocus='hacked=1' onmouseover='hacked=1' x='`,
  '` onmouseover=hacked=1 style=position:fixed;inset:0 x=`',
  '<a href="javascript:hacked=1">x</a>',
  'javascript:hacked=1',
  `</style><style>@import "${SPY}/style.css"; * { background: url(${SPY}/style.png) }</style>`,
  `";} body { background: url(${SPY}/rule.png) } a{content:"`,
  `</title></head><meta http-equiv="refresh" content="0; url=${SPY}/elsewhere">`,
  `<base href="${SPY}/"><link rel="stylesheet" href="link.css"><link rel="prefetch" href="link.html">`,
  `<form action="${SPY}/"><input name="x" autofocus onfocus="hacked=1"><button>x</button></form>`,
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  `<iframe src="${SPY}/frame.html"></iframe><object data="${SPY}/object"></object><embed src="${SPY}/embed">`,
  `<video><source onerror="hacked=1" src="${SPY}/video"></video><audio src="${SPY}/audio" onerror="hacked=1"></audio>`,
  '</textarea></noscript></select></table></details><u>x</u>',
  '<template><script>hacked=1</script></template><style>p{display:none}</style>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hacked=1&gt;">',
  '&lt;img src=x onerror=hacked=1&gt; &#60;b&#62;x&#60;/b&#62;',
  '\\u003cimg src=x onerror=hacked=1\\u003e \\"><u>',
  '<script>alert(1)</script><details open ontoggle="alert(1)">',
  '<!-- <u>x',
  ']]><u>x</u>',
];

/** The same text without any character that means something in HTML, in a script, in a style or in a URL; as many words and parts. */
export function harmless(text: string): string {
  return text.replace(/:(?! )|[^\w\s:]/g, 'x');
}

/** Records whose fields are named by what was measured. */
const NAMED_BY_DATA = ['packages', 'samplesPerBlock', 'parameters'];

/**
 * A copy in which every text is another, equal ones equal again. What the schema has no other value for stays.
 * @param text for every place; a number follows it
 * @param kept texts that stay, because a report looks different without them
 */
export function replaceTexts<T>(document: T, schema: ZodType<T>, text: string, kept: readonly string[]): T {
  const others = new Map<string, string>();
  forEachText(document, (found) => {
    // Digests have a length.
    const other = `${text} ${others.size}`;
    if (!others.has(found)) others.set(found, found.length === 64 ? other.padEnd(64).slice(0, 64) : other);
  });
  for (const name of kept) others.delete(name);
  for (;;) {
    const replaced = mapTexts(document, others);
    const { error } = schema.safeParse(replaced);
    if (error === undefined) return replaced;
    const before = others.size;
    for (const { path } of error.issues) others.delete(valueAt(document, path) as string);
    if (others.size === before) throw error;
  }
}

function mapTexts<T>(value: T, others: ReadonlyMap<string, string>, isNamedByData = false): T {
  const other = (text: string) => others.get(text) ?? text;
  if (typeof value === 'string') return other(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, others)) as T;
  const fields = Object.entries(value).map(([key, item]) => [
    isNamedByData ? other(key) : key,
    mapTexts(item, others, NAMED_BY_DATA.includes(key)),
  ]);
  return Object.fromEntries(fields) as T;
}

function forEachText(value: unknown, use: (text: string) => void, isNamedByData = false): void {
  if (typeof value === 'string') use(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (isNamedByData) use(key);
    forEachText(item, use, NAMED_BY_DATA.includes(key));
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((holder, key) => (holder as Record<PropertyKey, unknown> | undefined)?.[key], value);
}
