/** Text of documents for Markdown: no tag, link, image, code, table, heading or list of it is the page's. An entity shows a character and is no tag. */
export function markdownText(text: string): string {
  return text
    .replace(/[|[\]\\]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('`', "'")
    .replace(/^(?=\s*[#>+*=~-])/, '\\');
}
