// Holds our figures for one call against mitata's, alternating on the same machine: `node scripts/compare-mitata.mjs [rounds]`.
// Each round runs mitata in a fresh process per mechanism and then our runners; the medians over rounds are compared.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../dist/statistics/quantiles.js';

const MECHANISMS = ['static-import', 'wasm', 'koffi', 'koffi-static'];
const BODIES = ['independent', 'chained'];
const rounds = Number(process.argv[2] ?? 5);
const at = (file) => fileURLToPath(new URL(file, import.meta.url));
const run = (...args) => JSON.parse(execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
const out = mkdtempSync(join(tmpdir(), 'compare-mitata-'));

const seen = new Map(MECHANISMS.map((mechanism) => [mechanism, { ours: [], independent: [], chained: [] }]));
for (let round = 0; round < rounds; round++) {
  for (const mechanism of MECHANISMS) {
    for (const body of BODIES) seen.get(mechanism)[body].push(run(at('mitata-call.mjs'), mechanism, body));
  }
  const only = MECHANISMS.map((mechanism) => `call/${mechanism}`);
  const { cases } = run(at('../dist/cli.js'), 'run', '--blocks', '6', '--json', '--out', out, '--only', ...only);
  for (const { mechanism, summary } of cases) seen.get(mechanism).ours.push(summary.nsPerIter.median);
}

console.log(`ns per call, medians of ${rounds} alternating rounds; mitata's figure is the average it prints\n`);
console.log('mechanism          ours   mitata          ours/mitata   difference   mitata, chained through memory');
for (const [mechanism, { ours, independent, chained }] of seen) {
  const [mine, theirs] = [median(ours), median(independent)];
  const cells = [mine.toFixed(2).padStart(8), theirs.toFixed(2).padStart(8), (mine / theirs).toFixed(3).padStart(16)];
  const difference = `${(mine - theirs).toFixed(2).padStart(9)} ns`;
  console.log(`${mechanism.padEnd(14)} ${cells.join(' ')} ${difference} ${median(chained).toFixed(2).padStart(32)}`);
}
rmSync(out, { recursive: true });
