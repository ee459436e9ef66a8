import { describe, expect, it } from 'vitest';
import type { Block, LadderSamples } from '../result/document.ts';
import { judgeBatches, judgeControl } from './control.ts';
import { emptySpinRowNs, fitLine, ladderFigures } from './ladder.ts';
import { normal, seededRandom } from './random.ts';

describe('a line', () => {
  it('is that of least squares (known answer)', () => {
    const { slope, intercept, rSquared } = fitLine([
      { x: 0, y: 1 },
      { x: 1, y: 3 },
      { x: 2, y: 4 },
    ]);
    expect(slope).toBeCloseTo(1.5, 12);
    expect(intercept).toBeCloseTo(7 / 6, 12);
    expect(rSquared).toBeCloseTo(27 / 28, 12);
  });

  it('needs two places', () => {
    expect(() => fitLine([{ x: 1, y: 1 }])).toThrow(RangeError);
  });
});

describe('the ladder', () => {
  const timed = (ns: number, disturbance: readonly number[] = [1, 1.5, 2]) => ({
    iterationsPerSample: 10,
    sampleDurationsNs: disturbance.map((factor) => 10 * ns * factor),
  });
  const runner = (disturbance?: readonly number[]): LadderSamples['runners'][number] => ({
    rungs: [0, 4, 64].map((steps) => ({ steps, ...timed(3 + 17 * steps, disturbance) })),
    call: timed(3.2, disturbance),
    emptySpin: timed(3.1, disturbance),
    ownClock: { stepsPerReading: 1000, readingsNs: [20_000, 17_000] },
  });

  it('gives the slope of known work by its undisturbed time, neither disturbed nor lucky', () => {
    const figures = ladderFigures({
      mechanism: 'any',
      linksPerStep: 16,
      runners: [runner([1.4, 1.3]), runner(), runner(), runner()],
    });
    expect(figures.slopeNs).toBeCloseTo(17, 9);
    expect(figures).toMatchObject({ emptySpinNs: 3, callNs: 3.2, ownClockNs: 17 });
    expect(emptySpinRowNs({ runners: [runner([1.4, 1.3]), runner(), runner()] })).toBeCloseTo(3.1, 9);
    expect(figures.slopeError).toBeCloseTo(0, 9);
    expect(figures.rSquared).toBeCloseTo(1, 9);
  });

  it('has no error without a clock to hold it against', () => {
    const blind = { ...runner(), ownClock: null };
    const figures = ladderFigures({ mechanism: 'any', linksPerStep: 16, runners: [blind] });
    expect(figures).toMatchObject({ ownClockNs: null, slopeError: null });
  });
});

describe('identical arms', () => {
  const random = seededRandom(1);
  const arm = (level: number, noise: number) => ({
    blocks: Array.from(
      { length: 12 },
      (_, block): Block => ({
        block,
        iterationsPerSample: 1,
        sampleValues: [level * Math.exp(noise * normal(random))],
      }),
    ),
  });

  it('agree when they differ by noise', () => expect(judgeControl(arm(3, 0.03), arm(3, 0.03))?.agrees).toBe(true));
  it('disagree when one is 10 % slower', () => expect(judgeControl(arm(3.3, 0.01), arm(3, 0.01))?.agrees).toBe(false));
  it('agree when the difference is sure but of no concern', () =>
    expect(judgeControl(arm(3.03, 0.001), arm(3, 0.001))?.agrees).toBe(true));
  it('say nothing without a common block', () => expect(judgeControl(arm(3, 0.01), { blocks: [] })).toBeNull());

  it('of two sizes agree when they differ by noise, and not when the larger one is a tenth faster', () => {
    const { blocks: small } = arm(3, 0.01);
    expect(judgeBatches({ small, large: arm(3, 0.01).blocks })?.agrees).toBe(true);
    expect(judgeBatches({ small, large: arm(2.7, 0.01).blocks })?.agrees).toBe(false);
    expect(judgeBatches({ small, large: [] })).toBeNull();
  });
});
