/** A fixed document of payloads: five mechanisms, six lengths, two functions, with costs that are straight lines but for one. */
import { type CaseParameters, caseId, tableId } from '../result/case.ts';
import type { Block, MeasuredCase, ResultDocument } from '../result/document.ts';
import { type CollectedCase, evaluate } from '../statistics/evaluate.ts';
import { normal, seededRandom } from '../statistics/random.ts';
import { sampleDocument } from './sample-document.ts';

export const SWEPT_LENGTHS = [0, 16, 256, 4096, 65_536, 1_048_576];
const BLOCK_COUNT = 12;
const PER_BYTE_OF_CHECKSUM = 1.1;

interface SweptMechanism extends Pick<MeasuredCase, 'mechanism' | 'title' | 'boundary' | 'callStyle'> {
  readonly fixedNs: number;
  readonly nsPerByte: number;
}

export const SWEPT_MECHANISMS: readonly SweptMechanism[] = [
  { mechanism: 'null', title: 'Floor (no plugin)', boundary: 'none', callStyle: 'sync', fixedNs: 1.6, nsPerByte: 0 },
  { mechanism: 'koffi', title: 'koffi', boundary: 'native', callStyle: 'sync', fixedNs: 57, nsPerByte: 0 },
  {
    mechanism: 'wasm',
    title: 'WebAssembly in V8',
    boundary: 'sandbox',
    callStyle: 'sync',
    fixedNs: 51,
    nsPerByte: 0.023,
  },
  {
    mechanism: 'process-pipe',
    title: 'Process, pipes',
    boundary: 'process',
    callStyle: 'async',
    fixedNs: 15_000,
    nsPerByte: 0.22,
  },
  {
    mechanism: 'static-import',
    title: 'Static import',
    boundary: 'script',
    callStyle: 'sync',
    fixedNs: 3,
    nsPerByte: 0,
  },
];

/** @param more cases that are measured too, such as set-ups */
export function sweptDocument(more: readonly MeasuredCase[] = []): ResultDocument {
  const base = sampleDocument();
  const random = seededRandom(11);
  const functions: readonly CaseParameters[] = [{}, { function: 'checksum' }];
  const collected = functions.flatMap((own) =>
    SWEPT_LENGTHS.flatMap((bytes) => SWEPT_MECHANISMS.map((item) => collect(item, { ...own, bytes: String(bytes) }))),
  );
  const tables = functions.flatMap((own) =>
    SWEPT_LENGTHS.map((bytes) => ({
      id: tableId({ scenario: 'payload-in', parameters: { ...own, bytes: String(bytes) } }),
      scenario: 'payload-in',
      title: `Payload in, ${own['function'] === undefined ? '' : `function ${own['function']}, `}bytes ${bytes}`,
      description: 'Steady cost of one call that passes so many bytes to the plugin.',
      metric: 'time',
      unit: 'ns',
    })),
  );
  const kept = new Set(more.map(({ scenario }) => scenario));
  const cases = evaluate(collected, { plannedBlocks: BLOCK_COUNT, timerResolutionNs: 40, machineLoad: [] });
  return {
    ...base,
    tables: [...base.tables.filter(({ id }) => kept.has(id)), ...tables],
    cases: [...more, ...cases],
    machineLoad: [],
  };

  function collect({ fixedNs, nsPerByte, ...item }: SweptMechanism, parameters: CaseParameters): CollectedCase {
    const bytes = Number(parameters['bytes']);
    const own = parameters['function'] === undefined || item.boundary === 'none' ? 0 : PER_BYTE_OF_CHECKSUM;
    // Where caches end, a copy costs twice as much.
    const bend = item.mechanism === 'wasm' && bytes > 2 ** 19 ? 2 : 1;
    const typical = fixedNs + (nsPerByte * bend + own) * bytes;
    const blocks = Array.from({ length: BLOCK_COUNT }, (_, block): Block => {
      const level = 1 + 0.01 * normal(random);
      const iterationsPerSample = Math.max(1, 2 ** Math.round(Math.log2(2e6 / typical)));
      const sampleValues = Array.from({ length: 6 }, () =>
        Math.round(typical * level * (1 + 0.003 * normal(random)) * iterationsPerSample),
      );
      return { block, iterationsPerSample, leadInIterations: 1, sampleValues, firstCallsNs: sampleValues };
    });
    const id = caseId({ scenario: 'payload-in', mechanism: item.mechanism, runtime: null, parameters });
    const identity = {
      ...item,
      id,
      scenario: 'payload-in',
      parameters,
      note: '',
      group: 'core' as const,
      runtime: 'node-20',
    };
    return { identity, blocks, outcome: 'sampled' };
  }
}
