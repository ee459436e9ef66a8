/** Peers: what do other harnesses say of the same calls and loads, in the same minutes? */
import { rmSync } from 'node:fs';
import { makeCopiesFolder, makeFreshCopy } from '../../artifacts/files.ts';
import type { Loader } from '../../loader.ts';
import { packageVersion } from '../../packages.ts';
import { pathOf } from '../../plan/cases.ts';
import { formatChange, formatDuration, formatValue } from '../../report/format.ts';
import type { LadderSamples } from '../../result/document.ts';
import { askChild } from '../../sampling/child.ts';
import { measureLadder } from '../../sampling/ladder.ts';
import { launchScript } from '../../sampling/launch.ts';
import { median } from '../../statistics/quantiles.ts';
import { seededRandom, shuffled } from '../../statistics/random.ts';
import { type Check, type CheckContext, CheckGap } from '../check.ts';
import type { Finding, Judgement, TruthTable } from '../document.ts';
import { availableLoaders } from '../lab.ts';
import type { LoadsAnswer, LoadsRequest } from '../peers/loads.ts';
import { MIN_BODY, type PeerAnswer, type PeerRequest, spinBody } from '../peers/subject.ts';

const MECHANISMS = ['static-import', 'wasm', 'koffi'];
const PEERS = ['mitata', 'tinybench', 'vitest'] as const;
type Peer = (typeof PEERS)[number];
const TITLES: Record<Peer, string> = { mitata: 'mitata', tinybench: 'tinybench, used plainly', vitest: 'vitest bench' };
const OURS = 'plugin-bench';
const STEPS = [0, 16, 256] as const;
const ROUNDS = { full: 2, quick: 1 };
const LADDER_ROUNDS = { full: 24, quick: 3 };
const LOADS = { mechanisms: ['koffi', 'wasm'] as const, copies: { full: 150, quick: 30 }, discarded: 20 };
const TIME_LIMIT_MS = 60_000;
/** What counts as seeing known work. */
const WORK_LIMIT = 0.05;

interface Round {
  readonly mechanism: string;
  readonly peers: Partial<Record<Peer, PeerAnswer>>;
  readonly ours: LadderSamples;
}

interface Samples {
  readonly versions: Record<string, string>;
  readonly rounds: Round[];
  readonly loads: ({ readonly mechanism: string } & LoadsAnswer)[];
}

const peers: Check<Samples> = {
  name: 'peers',
  suite: 'truth',
  order: 12,
  title: 'Against others',
  question: 'What do other harnesses say of the same calls and loads, in the same minutes?',

  async measure(context) {
    const missing = PEERS.filter((peer) => packageVersion(peer) === null);
    if (missing.length > 0) {
      throw new CheckGap(
        `Peers are not installed with plugin-bench; run "npm install --no-save ${missing.join(' ')}".`,
      );
    }
    const rounds: Round[] = [];
    const loaders = availableLoaders(context.quick ? MECHANISMS.slice(0, 1) : MECHANISMS, context);
    const roundCount = context.quick ? ROUNDS.quick : ROUNDS.full;
    for (let round = 0; round < roundCount; round++) {
      for (const loader of loaders) {
        context.say(`${loader.mechanism} by ${PEERS.length} peers, round ${round + 1} of ${roundCount}`);
        rounds.push(await measureRound(loader, { ...context, seed: context.seed + rounds.length }));
      }
    }
    const versions = Object.fromEntries(PEERS.map((peer) => [peer, packageVersion(peer) ?? '']));
    return { versions, rounds, loads: await measureLoads(context) };
  },

  judge({ versions, rounds, loads }): Judgement {
    const mechanisms = [...new Set(rounds.map(({ mechanism }) => mechanism))];
    const seen = mechanisms.map((mechanism) => ({
      mechanism,
      rows: rowsOf(rounds.filter((round) => round.mechanism === mechanism)),
    }));
    return {
      findings: [
        ...seen.map(({ mechanism, rows }): Finding => {
          const ours = rows.find(({ name }) => name === OURS);
          return {
            claim: `${mechanism}: plugin-bench sees ${STEPS[2]} steps of known work for what they are`,
            bound: `within ${WORK_LIMIT * 100} % of the library's clock`,
            seen: ours?.workError == null ? 'no clock' : formatChange(1 + ours.workError),
            holds: Math.abs(ours?.workError ?? Number.POSITIVE_INFINITY) <= WORK_LIMIT,
          };
        }),
        {
          claim: 'A loop over one file is no load',
          bound: 'a fresh copy takes longer than the same file again',
          seen: loads
            .map(
              (load) => `${load.mechanism} ${(typical(load.freshCopyNs) / typical(load.sameFileNs)).toFixed(1)} times`,
            )
            .join(', '),
          holds: loads.length > 0 && loads.every((load) => typical(load.freshCopyNs) > typical(load.sameFileNs)),
        },
      ],
      tables: [
        ...seen.map(({ mechanism, rows }) =>
          callTable({ mechanism, rows, versions, roundCount: rounds.length / mechanisms.length }),
        ),
        loadTable(loads),
      ],
    };
  },
};

export default peers;

async function measureRound(loader: Loader, { artifacts, seed, signal, quick }: CheckContext): Promise<Round> {
  const artifactPath = pathOf(loader, artifacts);
  const library = artifacts.get('shared-library');
  const request: PeerRequest = { mechanism: loader.mechanism, artifactPath, steps: STEPS };
  const found: Partial<Record<Peer, PeerAnswer>> = {};
  let ours: LadderSamples | undefined;
  for (const who of shuffled([...PEERS, null], seededRandom(seed))) {
    if (who === null) {
      const libraryPath = library?.state === 'built' ? library.path : null;
      const ladder = {
        ...request,
        libraryPath,
        rounds: quick ? LADDER_ROUNDS.quick : LADDER_ROUNDS.full,
        targetNs: 2e6,
        seed,
      };
      ours = await measureLadder(ladder, { runnerCount: 1, withRows: true, signal });
    } else {
      const limits = { timeLimitMs: TIME_LIMIT_MS, signal };
      found[who] = await askChild<PeerAnswer>(launchScript(`truth/peers/${who}`), request, limits);
    }
  }
  if (ours === undefined) throw new Error('Our own turn was left out.');
  return { mechanism: loader.mechanism, peers: found, ours };
}

async function measureLoads(context: CheckContext): Promise<Samples['loads']> {
  const loads: Samples['loads'] = [];
  const folder = makeCopiesFolder();
  try {
    for (const loader of availableLoaders(LOADS.mechanisms, context)) {
      context.say(`loads of ${loader.mechanism}`);
      const artifactPath = pathOf(loader, context.artifacts);
      const copies: string[] = [];
      for (let i = 0; i < (context.quick ? LOADS.copies.quick : LOADS.copies.full); i++) {
        copies.push((await makeFreshCopy(loader.artifact ?? 'javascript', artifactPath, folder)).path);
      }
      const request: LoadsRequest = { mechanism: loader.mechanism as LoadsRequest['mechanism'], artifactPath, copies };
      const answer = await askChild<LoadsAnswer>(launchScript('truth/peers/loads'), request, {
        timeLimitMs: TIME_LIMIT_MS,
        signal: context.signal,
      });
      loads.push({ mechanism: loader.mechanism, ...answer });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return loads;
}

interface PeerRow {
  readonly name: string;
  readonly title: string;
  readonly minNs: number;
  readonly emptyNs: number;
  readonly workNs: number;
  /** Of the longest rung, against the library's clock in the same minutes; null without one. */
  readonly workError: number | null;
}

function rowsOf(rounds: readonly Round[]): PeerRow[] {
  const clocks = rounds.flatMap(({ ours }) => ours.runners.flatMap(({ ownClock }) => ownClock ?? []));
  const stepNs =
    clocks.length === 0 ? null : median(clocks.map((clock) => median(clock.readingsNs) / clock.stepsPerReading));
  const row = (name: string, title: string, of: (body: string) => number[]): PeerRow => {
    const [minNs, emptyNs, fullNs] = [MIN_BODY, spinBody(STEPS[0]), spinBody(STEPS[2])].map((body) =>
      median(of(body)),
    ) as [number, number, number];
    const workNs = fullNs - emptyNs;
    return {
      name,
      title,
      minNs,
      emptyNs,
      workNs,
      workError: stepNs === null ? null : workNs / (STEPS[2] * stepNs) - 1,
    };
  };
  const ofPeer = (peer: Peer) => (body: string) => rounds.flatMap((round) => round.peers[peer]?.[body] ?? []);
  return [
    row(OURS, OURS, (body) => rounds.map(({ ours }) => ourFigure(ours, body))),
    ...PEERS.map((peer) => row(peer, TITLES[peer], ofPeer(peer))),
  ];
}

/** The median over samples, as tables show it. */
function ourFigure({ runners }: LadderSamples, body: string): number {
  const timed = runners.flatMap(({ call, rungs }) => {
    const arm = body === MIN_BODY ? call : rungs.find(({ steps }) => spinBody(steps) === body);
    return arm == null ? [] : [arm];
  });
  return median(
    timed.map(({ iterationsPerSample, sampleDurationsNs }) => median(sampleDurationsNs) / iterationsPerSample),
  );
}

interface CallTable {
  readonly mechanism: string;
  readonly rows: readonly PeerRow[];
  readonly versions: Record<string, string>;
  readonly roundCount: number;
}

function callTable({ mechanism, rows, versions, roundCount }: CallTable): TruthTable {
  return {
    title: `Who sees what: ${mechanism}, ns per call`,
    columns: ['harness', 'min', 'spin(x, 0)', `${STEPS[2]} steps of work`, "against the library's clock"],
    rows: rows.map(({ name, title, minNs, emptyNs, workNs, workError }) => [
      name === OURS ? title : `${title} ${versions[name] ?? ''}`,
      formatValue(minNs),
      formatValue(emptyNs),
      formatValue(workNs),
      workError === null ? '' : formatChange(1 + workError),
    ]),
    note: `Middle of ${roundCount} alternating rounds, a process each. Work is spin(x, ${STEPS[2]}) less spin(x, 0). Peers show the mean over their samples, we the median.`,
  };
}

function loadTable(loads: Samples['loads']): TruthTable {
  return {
    title: 'A load and its first call',
    columns: [
      'mechanism',
      'mitata, same file',
      'tinybench, same file',
      'our loop, same file',
      'our loop, a fresh copy each',
    ],
    rows: loads.map((load) => [
      load.mechanism,
      formatDuration(load.mitata),
      formatDuration(load.tinybench),
      formatDuration(typical(load.sameFileNs)),
      formatDuration(typical(load.freshCopyNs)),
    ]),
    note: 'The same file again is found in a cache of the loader or of V8; what users pay at start is the last column. Harnesses that load without a pause, thousands of times, pay for collecting what they loaded, too.',
  };
}

function typical(durations: readonly number[]): number {
  return median(durations.slice(LOADS.discarded));
}
