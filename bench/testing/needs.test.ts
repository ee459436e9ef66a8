import { expect, it } from 'vitest';
import { need, needOf } from './needs.ts';
import { countNeeds } from './skip-reporter.ts';

it('a need is found again in the name of the test, also in that of its group, with brackets in it', () => {
  const gap = 'run "npm run setup -- bun" (or install it)';
  expect(need(null)).toEqual({ isMissing: false, note: '' });
  expect(needOf(`group > test${need(gap).note}`)).toBe(gap);
  expect(needOf(`group${need(gap).note} > test`)).toBe(gap);
  expect(needOf('group > test')).toBeNull();
});

it('needs are counted, and a skip without a reason is found', () => {
  const [a, b] = [need('install a').note, need('install b').note];
  expect(countNeeds([`1${b}`, `2${a}`, `3${a}`, '4'])).toEqual({
    needs: [
      ['install a', 2],
      ['install b', 1],
    ],
    unexplained: ['4'],
  });
});
