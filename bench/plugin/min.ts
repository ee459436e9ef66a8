/** The plugin in JavaScript: what the others are compared with. */
export function min(a: number, b: number): number {
  return a < b ? a : b;
}
