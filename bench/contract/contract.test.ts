import { describe, expect, it } from 'vitest';
import { discoverFunctions } from '../discover.ts';
import { spin as pluginSpin } from '../plugin/min.ts';
import { assertChecksum, checkAnswers, WrongAnswerError } from './answers.ts';
import { exportName } from './function.ts';
import min from './functions/min.ts';
import spin from './functions/spin.ts';
import { EDGES, expectedChecksum, makeInputs, PAIR_COUNT } from './signatures/i32-i32-to-i32.ts';

const inputs = makeInputs(7);

describe('the contract', () => {
  it("holds the article's calls, the edges of i32 and both argument orders", () => {
    const has = (a: number, b: number) => EDGES.some(([x, y]) => x === a && y === b);
    for (const [a, b] of [
      [1, 2],
      [-10, 10],
      [2000, 2000],
      [-(2 ** 31), 2 ** 31 - 1],
      [-7, -7],
    ] as const) {
      expect(has(a, b) && has(b, a)).toBe(true);
    }
  });

  it('checks every vector and every random pair of a right plugin', async () => {
    const checked = await checkAnswers(Math.min, min, inputs, () => false);
    expect(checked).toBe(EDGES.length + PAIR_COUNT);
  });

  it('checks the vectors even when there is no time for more', async () => {
    expect(await checkAnswers(Math.min, min, inputs, () => true)).toBe(EDGES.length);
  });

  it.each([
    ['the maximum', (a: number, b: number) => Math.max(a, b)],
    ['the first argument', (a: number) => a],
    ['an unsigned comparison', (a: number, b: number) => (a >>> 0 < b >>> 0 ? a : b)],
    ['a constant', () => 1],
    ['a string', (a: number, b: number) => String(Math.min(a, b)) as unknown as number],
    ['the 16 low bits', (a: number, b: number) => (Math.min(a, b) << 16) >> 16],
  ])('rejects a plugin that answers %s', async (_what, plugin) => {
    await expect(checkAnswers(plugin, min, inputs, () => false)).rejects.toThrow(WrongAnswerError);
  });

  it('awaits asynchronous plugins', async () => {
    await expect(
      checkAnswers(
        async (a, b) => Math.max(a, b),
        min,
        inputs,
        () => false,
      ),
    ).rejects.toThrow(/answers 2 for \(1, 2\) where the contract "min" says 1/);
  });
});

describe('inputs', () => {
  it('are the same for the same seed and others for another', () => {
    expect(makeInputs(7)).toEqual(inputs);
    expect(makeInputs(8).a).not.toEqual(inputs.a);
    // The Rust host expects the same of its own table (plugins-native/host/engines/src/contract.rs).
    expect(expectedChecksum(min, makeInputs(1), 10_000)).toBe(-1054769418);
  });

  it('cover the i32 range and take both branches', () => {
    const pairs = [...inputs.a].map((a, i) => a < (inputs.b[i] as number));
    const taken = pairs.filter(Boolean).length / pairs.length;
    expect(taken).toBeGreaterThan(0.4);
    expect(taken).toBeLessThan(0.6);
    expect(Math.max(...inputs.a)).toBeGreaterThan(2 ** 30);
    expect(Math.min(...inputs.a)).toBeLessThan(-(2 ** 30));
  });
});

describe('the checksum', () => {
  it('is made of the answers of a chain of calls, rotated', () => {
    const [a0, a1, b0, b1] = [inputs.a[0] ?? 0, inputs.a[1] ?? 0, inputs.b[0] ?? 0, inputs.b[1] ?? 0];
    const first = Math.min(a0, b0);
    const rotated = (first << 1) | (first >>> 31);
    expect(expectedChecksum(min, inputs, 2)).toBe(rotated ^ Math.min(first ^ a1, b1));
  });

  it('keeps a single wrong answer, however long ago it was', () => {
    const expected = expectedChecksum(min, inputs, 1000);
    for (const wrongAt of [1, 2, 500, 900, 1000]) {
      let calls = 0;
      const answer = (a: number, b: number) => min.answer(a, b) ^ (++calls === wrongAt ? 1 : 0);
      expect(expectedChecksum({ answer }, inputs, 1000)).not.toBe(expected);
    }
  });

  it('differs from the right one when a call is left out', () => {
    const expected = expectedChecksum(min, inputs, 1000);
    expect(() => assertChecksum(expectedChecksum(min, inputs, 999), expected, 1000)).toThrow(WrongAnswerError);
    expect(() => assertChecksum(expected, expected, 1000)).not.toThrow();
  });
});

describe('the ladder', () => {
  it('does sixteen dependent links a step', () => {
    let x = 7;
    for (let link = 0; link < 32; link++) x = Math.imul(x, 0x2c1b3c6d) ^ 0x297a2d39;
    expect(spin.answer(7, 2)).toBe(x);
    expect(spin.answer(7, 0)).toBe(7);
    expect(pluginSpin(7, 2)).toBe(x);
    expect(pluginSpin(-1, 0)).toBe(-1);
  });
});

describe('functions', () => {
  it('are found by their folder, and answer their own vectors in 32 bits', async () => {
    const found = await discoverFunctions();
    expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(['first-argument', 'min', 'spin']));
    for (const asked of found) {
      expect(asked.vectors.length).toBeGreaterThan(0);
      if (asked.signature === 'bytes-to-u32') {
        for (const [bytes] of asked.vectors) expect(asked.answer(bytes)).toBe(asked.answer(bytes) >>> 0);
      } else {
        for (const [a, b] of asked.vectors) expect(asked.answer(a, b)).toBe(asked.answer(a, b) | 0);
      }
    }
  });

  it('have the name that an artifact gives them, or their own', () => {
    expect(exportName(min, 'shared-library')).toBe('with_extern');
    expect(exportName(min, 'napi-addon')).toBe('min');
    expect(exportName(spin, 'shared-library')).toBe('spin');
  });
});
