/** `vitest bench`: starts it on the file beside this one and reads the report that it writes; the mean that it prints. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { PeerAnswer } from './subject.ts';

const NS_PER_MS = 1e6;

interface Report {
  readonly files: { groups: { benchmarks: { name: string; mean: number }[] }[] }[];
}

const request = await text(process.stdin);
const folder = mkdtempSync(join(tmpdir(), 'plugin-bench-vitest-'));
const report = join(folder, 'report.json');
const here = dirname(fileURLToPath(import.meta.url));
try {
  const { startVitest } = await import('vitest/node');
  process.env['PLUGIN_BENCH_PEER'] = request;
  const options = {
    root: here,
    config: false as const,
    watch: false,
    pool: 'forks' as const,
    benchmark: { include: ['vitest.bench.js'], exclude: [], outputJson: report, reporters: ['default'] },
  };
  // Its tables go to standard error: standard output is for the answer.
  const vitest = await startVitest('benchmark', [], options, {}, { stdout: process.stderr });
  await vitest.close();
  const answer: PeerAnswer = {};
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  for (const { name, mean } of files.flatMap(({ groups }) => groups.flatMap(({ benchmarks }) => benchmarks))) {
    answer[name] = mean * NS_PER_MS;
  }
  process.stdout.write(JSON.stringify(answer), () => process.exit(0));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
