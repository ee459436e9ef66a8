// Holds our figures for one call against mitata's, alternating on the same machine: `node scripts/compare-mitata.mjs [rounds]`.
// In each round a mechanism is timed by mitata in a fresh process and right after that by our runners. The medians over
// rounds are compared; beside them the fastest batch that either saw, which does not depend on how often the machine
// changed its clock in the meantime.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../dist/statistics/quantiles.js';

const MECHANISMS = ['static-import', 'wasm', 'koffi', 'koffi-static'];
const rounds = Number(process.argv[2] ?? 5);
const at = (file) => fileURLToPath(new URL(file, import.meta.url));
const run = (...args) => JSON.parse(execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] }));
const out = mkdtempSync(join(tmpdir(), 'compare-mitata-'));

const seen = new Map(MECHANISMS.map((mechanism) => [mechanism, { ours: [], fastest: [], mitata: [], chained: [] }]));
for (let round = 0; round < rounds; round++) {
  for (const [mechanism, { ours, fastest, mitata, chained }] of seen) {
    mitata.push(run(at('mitata-call.mjs'), mechanism, 'independent'));
    const { cases } = run(
      at('../dist/cli.js'),
      'run',
      '--blocks',
      '6',
      '--json',
      '--out',
      out,
      '--only',
      `call/${mechanism}`,
    );
    ours.push(cases[0].summary.nsPerIter.median);
    fastest.push(cases[0].summary.nsPerIter.min);
    chained.push(run(at('mitata-call.mjs'), mechanism, 'chained'));
  }
  console.error(`round ${round + 1} of ${rounds} done`);
}
rmSync(out, { recursive: true });

const range = (values) => `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
console.log(
  `ns per call over ${rounds} alternating rounds: median (range). mitata's figure is the average it prints.\n`,
);
for (const [mechanism, { ours, fastest, mitata, chained }] of seen) {
  const averages = mitata.map(({ avg }) => avg);
  const [mine, theirs] = [median(ours), median(averages)];
  console.log(mechanism);
  console.log(
    `  ours              ${mine.toFixed(2).padStart(6)}  (${range(ours)}), fastest batch ${Math.min(...fastest).toFixed(2)}`,
  );
  console.log(
    `  mitata            ${theirs.toFixed(2).padStart(6)}  (${range(averages)}), fastest batch ${Math.min(...mitata.map((m) => m.fastest)).toFixed(2)}`,
  );
  console.log(
    `  mitata, chained   ${median(chained.map(({ avg }) => avg))
      .toFixed(2)
      .padStart(6)}  through memory, see mitata-call.mjs`,
  );
  console.log(
    `  difference        ${(mine - theirs).toFixed(2).padStart(6)} ns, ${((mine / theirs - 1) * 100).toFixed(1)} %`,
  );
}
