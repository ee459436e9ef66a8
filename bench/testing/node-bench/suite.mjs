// What `recorded.ndjson` was written from, by Node.js 26.10.0:
//   node --no-warnings --experimental-bench --bench --bench-reporter=json suite.mjs > recorded.ndjson
// Folders were taken out of it afterwards. Durations are given, not measured: every recording is alike but for ids and lines of stacks.
import { bench, suite } from 'node:bench';

/** Right-skewed durations around 35 ns per operation, in whole nanoseconds; batches differ in size. */
function durations(count) {
  let state = 12_345;
  return Array.from({ length: count }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const operations = 1000 * (1 + (index % 3));
    return {
      operations,
      duration_ns: BigInt(Math.round(operations * (34 + (4 * state) / 2 ** 31 + (index % 7 === 0 ? 9 : 0)))),
    };
  });
}

suite('min', () => {
  for (const count of [1, 2, 5, 12, 30]) {
    const samples = durations(count);
    bench(`koffi ${count}`, { samples: count, params: { bits: 32, kind: 'native' }, tags: ['FFI'] }, (b) =>
      b.record({ ...samples[b.index], detail: { index: b.index } }),
    );
  }
  bench('left out', { skip: 'needs a library' }, () => {});
  bench('throws', { samples: 3 }, (b) => {
    if (b.index === 2) throw new Error('no such library');
    b.record({ operations: 10, duration_ns: 1000n });
  });
});
bench('alone', { samples: 2 }, (b) => {
  b.diagnostic({ noted: true }, { level: 'warning' });
  b.record({ operations: 1, duration_ns: 9_007_199_254_740_991n });
});
