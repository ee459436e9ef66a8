import { describe, expect, it } from 'vitest';
import { renderGrid } from './grid.ts';

const head = ['name', 'ns', 'what it is'];
const rows = [
  ['wasm-component', '12', 'a component that is translated by jco'],
  ['koffi', '1,037', 'koffi'],
];

describe('renderGrid', () => {
  it('aligns figures to the right, and is as wide as its text where that fits', () => {
    expect(renderGrid(head, rows, 100).split('\n')).toEqual([
      'name               ns  what it is',
      'wasm-component     12  a component that is translated by jco',
      'koffi           1,037  koffi',
    ]);
  });

  it('breaks text to fit', () => {
    const lines = renderGrid(head, rows, 45).split('\n');
    expect(lines).toEqual([
      'name               ns  what it is',
      'wasm-component     12  a component that is',
      '                       translated by jco',
      'koffi           1,037  koffi',
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(45);
  });

  it('never breaks a name', () => {
    expect(renderGrid(head, rows, 10)).toContain('wasm-component');
  });
});
