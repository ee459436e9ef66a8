/** The line through known costs is found, and what is no line is said to be none. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../result/document.ts';
import { bendOf, byteLine, costsByBytes, type Passed } from './byte-line.ts';
import { seededRandom } from './random.ts';

const LENGTHS = [0, 16, 256, 4096, 65_536, 1_048_576];

/** Blocks of one sample each, of 10 iterations. */
function passed(cost: (bytes: number) => number, blocks = 12, noise = 0.02): Passed[] {
  const random = seededRandom(7);
  return LENGTHS.map((bytes) => ({
    bytes,
    case: {
      blocks: Array.from({ length: blocks }, (_, block) => {
        const share = 1 + noise * (random() - 0.5);
        return { block, iterationsPerSample: 10, sampleValues: [cost(bytes) * share * 10] } as Block;
      }),
    },
  }));
}

describe('a line of bytes', () => {
  it('has the fixed cost and the cost of a byte, within their intervals, over five orders of magnitude', () => {
    const line = byteLine(passed((bytes) => 50 + 0.03 * bytes));
    if (line === null) throw new Error('There is a line.');
    expect(line.fixedNs.low).toBeLessThanOrEqual(50);
    expect(line.fixedNs.high).toBeGreaterThanOrEqual(50);
    expect(line.nsPerByte.low).toBeLessThanOrEqual(0.03);
    expect(line.nsPerByte.high).toBeGreaterThanOrEqual(0.03);
    expect(line.fixedNs.high / line.fixedNs.low).toBeLessThan(1.02);
    expect(bendOf(line)).toBeNull();
    expect(costsByBytes(line)).toBe(true);
  });

  it('is exact without noise', () => {
    const line = byteLine(passed((bytes) => 3000 + 1.5 * bytes, 5, 0));
    expect(line?.fixedNs.median).toBeCloseTo(3000, 6);
    expect(line?.nsPerByte.median).toBeCloseTo(1.5, 9);
    for (const { median } of line?.deviations ?? []) expect(median).toBeCloseTo(0, 9);
  });

  it('costs nothing by bytes where bytes cost nothing, in 19 of 20 seeded cases at least', () => {
    const random = seededRandom(3);
    let free = 0;
    for (let round = 0; round < 60; round++) {
      const noisy = passed(() => 40, 12, 0).map(({ bytes, case: { blocks } }) => ({
        bytes,
        case: {
          blocks: blocks.map((block) => ({ ...block, sampleValues: [400 * (1 + 0.1 * (random() - 0.5))] })),
        },
      }));
      const line = byteLine(noisy);
      if (line !== null && !costsByBytes(line)) free++;
    }
    expect(free).toBeGreaterThanOrEqual(57);
  });

  it('bends where caches end, and says where', () => {
    const line = byteLine(passed((bytes) => 50 + (bytes > 100_000 ? 0.045 : 0.022) * bytes));
    expect(line && bendOf(line)?.bytes).toBe(1_048_576);
    expect((line && bendOf(line)?.median) ?? 0).toBeGreaterThan(0.2);
  });

  it('needs three lengths, and blocks that have them all', () => {
    const all = passed((bytes) => 50 + bytes);
    expect(byteLine(all.slice(0, 2))).toBeNull();
    expect(byteLine([])).toBeNull();
    const apart = all.map((one, index) => ({
      ...one,
      case: { blocks: one.case.blocks.filter(({ block }) => block % 6 === index) },
    }));
    expect(byteLine(apart)).toBeNull();
    const discarded = all.map((one) => ({
      ...one,
      case: { blocks: one.case.blocks.map((block) => ({ ...block, discarded: 'machine load' }) as unknown as Block) },
    }));
    expect(byteLine(discarded)).toBeNull();
  });

  it('does not take one disturbed block for a bend', () => {
    const all = passed((bytes) => 50 + 0.03 * bytes);
    const disturbed = all.map((one) =>
      one.bytes !== 4096
        ? one
        : {
            ...one,
            case: {
              blocks: one.case.blocks.map((block) =>
                block.block === 3 ? { ...block, sampleValues: block.sampleValues.map((value) => value * 4) } : block,
              ),
            },
          },
    );
    const line = byteLine(disturbed);
    expect(line && bendOf(line)).toBeNull();
  });
});
