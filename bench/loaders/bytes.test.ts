/** Every loader that carries bytes, by its own library, held against the reference; and what none of them may do. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { assertChecksum, checkBytes } from '../contract/answers.ts';
import checksum from '../contract/functions/checksum.ts';
import touch from '../contract/functions/touch.ts';
import {
  BYTES_EDGES,
  type BytesCallSync,
  callBytes,
  callBytesAsync,
  expectedBytesChecksum,
  makePayloads,
  randomBytes,
} from '../contract/signatures/bytes-to-u32.ts';
import { discoverLoaders } from '../discover.ts';
import { artifactOf, reaches } from '../loader.ts';
import { gapOf, pathOf } from '../plan/cases.ts';
import { launchRunner } from '../sampling/launch.ts';
import { findRuntimes, HOST } from '../sampling/runtimes.ts';
import { isFloor } from '../statistics/evaluate.ts';
import { need } from '../testing/needs.ts';

/** More on request: `PLUGIN_BENCH_PAYLOADS=10000 npx vitest run bench/loaders/bytes.test.ts`. */
const PAYLOADS = Number(process.env['PLUGIN_BENCH_PAYLOADS'] ?? 500);
const CONFORMANCE = fileURLToPath(new URL('../testing/bytes-conformance.mjs', import.meta.url));
const loaders = await discoverLoaders();
const artifacts = ensureArtifacts(() => {});
const counting = ensureArtifacts(() => {}, {}, 'counting');
const installed = await findRuntimes();

const carriers = loaders.filter((loader) => reaches(loader, touch) && !isFloor(loader));
const placed = carriers.map((loader) => {
  const kind = artifactOf(loader, touch);
  const places = [HOST, ...installed].map((runtime) => ({
    runtime,
    reason: gapOf(loader, artifacts, runtime.info, kind),
  }));
  const place = places.find(({ reason }) => reason === null) ?? (places[0] as (typeof places)[number]);
  return { loader, kind, ...place, name: `${loader.mechanism} in ${place.runtime.name}` };
});

describe.each(placed)('$name', ({ loader, kind, runtime, reason }) => {
  const { isMissing, note } = need(reason);
  it.skipIf(isMissing)(
    `answers the reference for all lengths, leaves payloads as they are, and makes every call${note}`,
    () => {
      const { executable, flags } = launchRunner(runtime, loader);
      const isFresh = loader.mechanism === 'wasmer-sdk';
      const own = [loader.mechanism, pathOf(loader, artifacts, kind), pathOf(loader, counting, kind)];
      const child = execFileSync(executable, [...flags, CONFORMANCE, ...own, String(PAYLOADS), String(isFresh)]);
      const last = child.toString().trim().split('\n').at(-1) ?? '';
      const { refusal, ...seen } = JSON.parse(last) as { refusal: string | null };
      expect(seen).toEqual({ answers: 2 * (BYTES_EDGES.length + PAYLOADS + 1), changed: 0, counted: [30, 30] });
      expect(refusal?.length).toBeGreaterThan(0);
    },
  );
});

it('a loader that does not carry bytes says why', () => {
  const others = loaders.filter((loader) => !carriers.includes(loader) && !isFloor(loader) && loader.inRust !== true);
  expect(others.map(({ mechanism }) => mechanism).sort()).toEqual([
    'assemblyscript',
    'jco',
    'koffi-static',
    'koffi-vtable',
    'node-wasi',
    'process-pipe-json',
    'process-spawn',
    'wasi-process',
    'wasm-async',
    'wasm-memory',
    'wasmtime-capi',
  ]);
});

it('a host carries bytes exactly where its loader says so', () => {
  for (const loader of loaders) {
    const source = readFileSync(new URL(`${loader.mechanism}.ts`, import.meta.url), 'utf8');
    const says = reaches(loader, touch) || (isFloor(loader) && loader.artifact === null);
    expect([loader.mechanism, /\bloadBytes\b/.test(source)]).toEqual([loader.mechanism, says]);
  }
});

describe('the reference', () => {
  it('is FNV-1a by its published vectors, and a polynomial of length and ends', () => {
    const of = (text: string) => checksum.answer(new TextEncoder().encode(text));
    expect([of(''), of('a'), of('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
    expect(touch.answer(new Uint8Array([97, 5, 98]))).toBe((3 * 31 + 97) * 31 + 98);
    expect(touch.answer(new Uint8Array(0))).toBe(0);
  });

  it('payloads differ from each other and from those of another seed', () => {
    const [own, other] = [makePayloads(1, 4096), makePayloads(2 ** 20, 4096)];
    expect(new Set([...own, ...other].map((bytes) => checksum.answer(bytes))).size).toBe(32);
    for (const { length, buffer } of own) expect([length, buffer.byteLength]).toEqual([4096, 4096]);
  });
});

describe.each([16, 4096])('who cheats with payloads of %i bytes is caught', (bytes) => {
  const last = new Map<Uint8Array, number>();
  let before = 0;
  let stale = randomBytes(99, bytes);
  const remembered: BytesCallSync = (payload) => {
    if (!last.has(payload)) last.set(payload, checksum.answer(payload));
    return last.get(payload) as number;
  };
  const cheats: [string, BytesCallSync][] = [
    ['ignores its payload', () => 12_345],
    ['answers by length', (payload) => payload.length],
    ['loses the last byte', (payload) => checksum.answer(payload.subarray(0, -1))],
    ['keeps the answer to a payload', remembered],
    [
      'answers a call late',
      (payload) => {
        const answer = before;
        before = checksum.answer(payload);
        return answer;
      },
    ],
    [
      'reads the payload of the call before',
      (payload) => {
        const answer = checksum.answer(stale);
        stale = payload.slice();
        return answer;
      },
    ],
    ['skips every eighth byte', (payload) => checksum.answer(payload.filter((_, i) => i % 8 !== 7))],
  ];

  it.each(cheats)('%s', async (_name, call) => {
    const payloads = makePayloads(5, bytes);
    const sum = callBytes(call, payloads, 1000);
    const expected = expectedBytesChecksum(checksum, payloads, 1000);
    expect(() => assertChecksum(sum, expected, 1000)).toThrow(/checksum/);
    if (call !== remembered)
      await expect(checkBytes(call, checksum, payloads, () => false)).rejects.toThrow(/contract/);
  });

  it('and who does not cheat is not, whatever ran before', async () => {
    const payloads = makePayloads(5, bytes);
    for (const iterations of [1000, 7]) {
      const expected = expectedBytesChecksum(checksum, payloads, iterations);
      expect(callBytes(checksum.answer, payloads, iterations)).toBe(expected);
      expect(await callBytesAsync(async (payload) => checksum.answer(payload), payloads, iterations)).toBe(expected);
    }
    expect(await checkBytes(checksum.answer, checksum, payloads, () => false)).toBe(BYTES_EDGES.length + 16);
  });
});

it('the check stops early only when it has taken long enough, and after one payload of the table at least', async () => {
  const payloads = makePayloads(5, 64);
  expect(await checkBytes(touch.answer, touch, payloads, () => true)).toBe(BYTES_EDGES.length + 1);
});
