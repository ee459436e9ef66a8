/**
 * Loads of one mechanism as mitata and tinybench see them in a naive loop, which loads one file again and again, beside
 * loops of ours in the same process and rhythm, one over the same file and one over fresh copies.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { measure } from 'mitata';
import { Bench } from 'tinybench';
import min from '../../contract/functions/min.ts';
import type { CallSync } from '../../contract/signatures/i32-i32-to-i32.ts';
import { importLoader } from '../../discover.ts';
import type { Host } from '../../loader.ts';
import { systemClock } from '../../sampling/clock.ts';
import { SINGLE, takeSample } from '../../sampling/sample.ts';

export interface LoadsRequest {
  readonly mechanism: 'koffi' | 'wasm';
  readonly artifactPath: string;
  readonly copies: readonly string[];
}

export interface LoadsAnswer {
  /** Mean nanoseconds of a load and its first call, as the harness prints it. */
  readonly mitata: number;
  readonly tinybench: number;
  /** Nanoseconds of each load and its first call. */
  readonly sameFileNs: number[];
  readonly freshCopyNs: number[];
}

interface Loaded {
  readonly call: CallSync;
  close(): void | Promise<void>;
}

const { mechanism, artifactPath, copies } = JSON.parse(await text(process.stdin)) as LoadsRequest;
const loader = await importLoader(mechanism);
const host = await loader.openHost();
const bytes = readFileSync(artifactPath);
// The first plugin stays open, as it does in a naive benchmark: it is what keeps caches warm.
const first = await loadWith(host, artifactPath);
first.call(1, 2);

/** What one writes: no thought of caches. A WebAssembly benchmark reads the file once, outside. */
const naive = async (): Promise<Loaded> => {
  if (mechanism === 'koffi') return loadWith(host, artifactPath);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return { call: exports['with_extern'] as CallSync, close() {} };
};
const body = async () => {
  const plugin = await naive();
  const answer = plugin.call(1, 2);
  await plugin.close();
  return answer;
};

const bench = new Bench({ time: 300, throws: true });
bench.add('load', body);
const { avg } = await measure(body);
await bench.run();
const result = bench.tasks[0]?.result;
const answer: LoadsAnswer = {
  mitata: avg,
  tinybench: result?.state === 'completed' ? result.latency.mean * 1e6 : Number.NaN,
  sameFileNs: await loop(copies.map(() => naive)),
  freshCopyNs: await loop(copies.map((copy) => () => loadWith(host, copy))),
};
process.stdout.write(JSON.stringify(answer), () => process.exit(0));

async function loadWith(opened: Host, path: string): Promise<Loaded> {
  const plugin = await opened.load(path, min, () => {});
  if (plugin.callStyle === 'async') throw new Error('Peers load synchronous plugins.');
  return plugin;
}

async function loop(loads: readonly (() => Promise<Loaded>)[]): Promise<number[]> {
  const durations: number[] = [];
  for (const load of loads) {
    let plugin: Loaded | undefined;
    const routine = {
      async run() {
        plugin = await load();
        return plugin.call(1, 2);
      },
      afterSample: async () => plugin?.close(),
      async close() {},
    };
    durations.push((await takeSample(routine, SINGLE, systemClock)).durationNs);
  }
  return durations;
}
