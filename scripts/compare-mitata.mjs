// Holds our figures for one call against mitata's, alternating on the same machine: `node scripts/compare-mitata.mjs [rounds]`.
// Each round runs mitata in a fresh process per mechanism and then our runners; the medians over rounds are compared.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../dist/statistics/quantiles.js';

const MECHANISMS = ['static-import', 'wasm', 'koffi', 'koffi-static'];
const rounds = Number(process.argv[2] ?? 5);
const at = (file) => new URL(file, import.meta.url).pathname;
const run = (...args) => JSON.parse(execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] }));
const out = mkdtempSync(join(tmpdir(), 'compare-mitata-'));

const seen = new Map(MECHANISMS.map((mechanism) => [mechanism, { ours: [], avg: [], p50: [] }]));
for (let round = 0; round < rounds; round++) {
  for (const mechanism of MECHANISMS) {
    const { avg, p50 } = run(at('mitata-call.mjs'), mechanism);
    seen.get(mechanism).avg.push(avg);
    seen.get(mechanism).p50.push(p50);
  }
  const only = MECHANISMS.map((mechanism) => `call/${mechanism}`);
  const { cases } = run(at('../dist/cli.js'), 'run', '--blocks', '6', '--json', '--out', out, '--only', ...only);
  for (const { mechanism, summary } of cases) seen.get(mechanism).ours.push(summary.nsPerIter.median);
  console.error(`round ${round + 1} of ${rounds} done`);
}

console.log(`ns per call, medians of ${rounds} alternating rounds\n`);
console.log('mechanism        ours   mitata avg  mitata p50   ours/avg   difference');
for (const [mechanism, { ours, avg, p50 }] of seen) {
  const [mine, theirs, half] = [median(ours), median(avg), median(p50)];
  const cells = [mine.toFixed(2).padStart(6), theirs.toFixed(2).padStart(11), half.toFixed(2).padStart(11)];
  console.log(
    `${mechanism.padEnd(14)} ${cells.join(' ')} ${(mine / theirs).toFixed(3).padStart(10)} ${(mine - theirs).toFixed(2).padStart(9)} ns`,
  );
}
