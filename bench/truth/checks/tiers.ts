/**
 * Steady state: is it optimised code that is timed, and does it stay so? V8 tells in a run of its own with --trace-opt and
 * --trace-deopt, which is never the timed one; a deoptimisation after the runner said that it is ready is one while it was
 * sampled. A runner whose code was replaced does not count in a timed run, so it is followed by another here.
 */
import type { Loader } from '../../loader.ts';
import { gapOf, pathOf } from '../../plan/cases.ts';
import { runChild } from '../../sampling/child.ts';
import { launchRunner } from '../../sampling/launch.ts';
import { ChildError } from '../../sampling/outcome.ts';
import { prepareRequest } from '../../sampling/prepare.ts';
import { encode, type Reply } from '../../sampling/protocol.ts';
import { HOST } from '../../sampling/runtimes.ts';
import type { Check, CheckContext } from '../check.ts';
import type { Judgement } from '../document.ts';

const SAMPLES = { full: 60, quick: 6 };
const TIME_LIMIT_MS = 60_000;
/** Runners of a mechanism: V8 compiles when it finds the time, on a busy machine after the warm-up. Three are no chance. */
const RUNNERS = 3;
/** Of all traced runners, those that a timed run would discard: more are no chance either. */
const MOST_DISCARDED = 0.25;
/** The loop of scenarios/call.ts. */
const LOOP = 'callChain';

/** What one traced runner said. */
interface Traced {
  /** Compilers before the first sample, and after each. */
  readonly tiers: string[];
  /** Lines of V8 about the loop: an optimisation that was completed, or a deoptimisation with its reason. */
  readonly optimisations: string[];
  readonly inWarmUp: string[];
  readonly whileSampled: string[];
}

interface Samples {
  readonly mechanism: string;
  /** The last one is judged; those before it would have been discarded. */
  readonly runners: Traced[];
}

const tiers: Check<Samples[]> = {
  name: 'tiers',
  suite: 'truth',
  order: 5,
  title: 'Steady state',
  question: 'Is it optimised code that is timed, and does it stay so while it is?',

  async measure(context) {
    const traced: Samples[] = [];
    for (const loader of context.loaders) {
      if (loader.callStyle === 'async' || loader.group !== 'core' || gapOf(loader, context.artifacts) !== null)
        continue;
      context.say(`V8's trace of ${loader.mechanism}`);
      const runners: Traced[] = [];
      do runners.push(await trace(loader, context.quick ? SAMPLES.quick : SAMPLES.full, context));
      while (!isSteady(runners.at(-1) as Traced) && runners.length < RUNNERS);
      traced.push({ mechanism: loader.mechanism, runners });
    }
    return traced;
  },

  judge(samples): Judgement {
    const rows = samples.flatMap(({ mechanism, runners }) =>
      runners.slice(-1).map((traced) => ({
        mechanism,
        isOptimised: isOptimised(traced),
        tiers: [...new Set(traced.tiers)],
        compiler:
          traced.optimisations
            .at(-1)
            ?.match(/target (\w+)/)?.[1]
            ?.toLowerCase() ?? 'none',
        inWarmUp: traced.inWarmUp,
        whileSampled: traced.whileSampled.length,
        discarded: runners.length - 1,
      })),
    );
    const unsettled = rows.filter((row) => !row.isOptimised);
    const deoptimised = rows.filter(({ whileSampled }) => whileSampled > 0);
    const discarding = rows.filter(({ discarded }) => discarded > 0);
    const discarded = discarding.reduce((sum, row) => sum + row.discarded, 0);
    return {
      findings: [
        {
          claim: 'The timed loop runs code of the optimising compiler from the first sample to the last',
          bound: `all ${rows.length} synchronous mechanisms, from the first sample to the last`,
          seen:
            unsettled.length === 0
              ? 'all of them'
              : unsettled.map(({ mechanism, tiers: seen }) => `${mechanism}: ${seen.join(' then ')}`).join('; '),
          holds: unsettled.length === 0 && rows.length > 0,
        },
        {
          claim: 'V8 deoptimises no timed loop while it is sampled',
          bound: 'none after the runner is ready',
          seen: deoptimised.length === 0 ? 'none' : deoptimised.map(({ mechanism }) => mechanism).join(', '),
          holds: deoptimised.length === 0,
        },
        {
          claim: 'Few runners have to be discarded for it',
          bound: `at most ${MOST_DISCARDED * 100} % of the traced ones`,
          seen: `${discarded} of ${rows.length + discarded}${discarding.map(({ mechanism }) => `, ${mechanism}`).join('')}`,
          holds: rows.length > 0 && discarded <= MOST_DISCARDED * (rows.length + discarded),
        },
      ],
      tables: [
        {
          title: 'What V8 says of the timed loop',
          columns: [
            'mechanism',
            'code while sampled',
            'last compiled by',
            'deoptimised in warm-up',
            'while sampled',
            'runners discarded',
          ],
          rows: rows.map(({ mechanism, tiers: seen, compiler, inWarmUp, whileSampled, discarded }) => [
            mechanism,
            seen.join(' then '),
            compiler,
            inWarmUp.length === 0 ? 'no' : inWarmUp.map(reasonOf).join('; '),
            String(whileSampled),
            String(discarded),
          ]),
          note: `Timed runs are asked for the compiler between samples as well; a runner whose code was replaced does not count, and the row says so. Here another takes its place, ${RUNNERS} at most.`,
        },
      ],
    };
  },
};

export default tiers;

function isOptimised({ tiers: seen }: Traced): boolean {
  return new Set(seen).size === 1 && seen[0]?.startsWith('loop turbofan') === true;
}

function isSteady(traced: Traced): boolean {
  return isOptimised(traced) && traced.whileSampled.length === 0;
}

async function trace(loader: Loader, sampleCount: number, { artifacts, seed, signal }: CheckContext): Promise<Traced> {
  const prepare = prepareRequest({
    scenario: { name: 'call' },
    mechanism: loader.mechanism,
    artifactKind: loader.artifact,
    artifactPath: pathOf(loader, artifacts),
    inputSeed: seed,
    sampleCount,
  });
  const requests = [prepare, ...Array(sampleCount).fill({ type: 'sample', batch: null }), { type: 'finish' }];
  // Without a pipe of its own, so that replies stand between the lines of V8's trace.
  const launch = launchRunner(HOST, loader);
  const traced = { ...launch, flags: [...launch.flags, '--trace-opt', '--trace-deopt'] };
  const { stdout } = await runChild(traced, requests.map(encode).join(''), { timeLimitMs: TIME_LIMIT_MS, signal });
  const replies = [...stdout.matchAll(/\{"type":.*?\}(?=$|\n|\[)/gm)].flatMap(([text]) => parseReply(text));
  const failed = replies.find((reply) => reply.type === 'failed');
  if (failed !== undefined) throw new ChildError(failed.error, { kind: 'refused', message: failed.error });
  const ready = stdout.indexOf('{"type":"ready"');
  const about = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([line]) => line.replace(/0x[0-9a-f]+ /g, ''));
  const deoptimised = new RegExp(`\\[bailout \\([^)]*\\)[^\\]]*JSFunction ${LOOP} [^\\]]*\\]`, 'g');
  return {
    tiers: replies.flatMap((reply) => ('tier' in reply && reply.tier !== undefined ? [reply.tier] : [])),
    optimisations: about(stdout, new RegExp(`\\[completed optimizing [^\\]]*JSFunction ${LOOP} [^\\]]*\\]`, 'g')),
    inWarmUp: about(stdout.slice(0, ready), deoptimised),
    whileSampled: about(stdout.slice(ready), deoptimised),
  };
}

function parseReply(text: string): Reply[] {
  try {
    return [JSON.parse(text) as Reply];
  } catch {
    // V8's trace got in between; other replies say the same.
    return [];
  }
}

function reasonOf(line: string): string {
  return line.match(/reason: ([^)]*)\)/)?.[1] ?? line;
}
