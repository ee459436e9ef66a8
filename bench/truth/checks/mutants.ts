/** Cheats: is everything caught that makes a benchmark look better than it is, and nothing that is honest? */
import { readdirSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { gapOf, pathOf } from '../../plan/cases.ts';
import { formatWhole } from '../../report/format.ts';
import { isOutcome } from '../../sampling/outcome.ts';
import { FLOOR_MECHANISM, measuredCases } from '../../statistics/evaluate.ts';
import { type Check, type CheckContext, CheckGap } from '../check.ts';
import { type Crossings, countCrossings } from '../crossing.ts';
import type { Judgement } from '../document.ts';
import { availableLoaders, evaluateLab, type LabRow, type LabRun, runLab } from '../lab.ts';
import { type Guard, importMutant, mutantUrl } from '../mutant.ts';

/** How often the real plugin is put through the same guards. */
const HONEST_RUNS = { full: 20, quick: 2 };
const FLOOR_RUN = { blocks: 3, samplesPerBlock: 10, warmUpMs: 60 };

/** What became of one subject. */
interface Examined {
  readonly name: string;
  readonly cheat: string | null;
  /** The sentence of the first guard that objected, before the floor. */
  readonly objection: { readonly guard: Exclude<Guard, 'floor'>; readonly text: string } | null;
  /** Sampled beside the floor, when no other guard objected. */
  readonly floorRun: LabRun | null;
}

interface Samples {
  readonly mutants: Examined[];
  readonly honest: Examined[];
  readonly crossings: ({ readonly mechanism: string } & Crossings)[];
  /** Mechanisms that run here and of which no call was counted. */
  readonly uncounted: string[];
}

const mutants: Check<Samples> = {
  name: 'mutants',
  suite: 'truth',
  order: 4,
  title: 'Cheats',
  question: 'Would anyone notice if the plugin were not called, or the loop optimised away?',

  async measure(context) {
    const names = readdirSync(new URL('../mutants/', import.meta.url))
      .filter((file) => /\.(js|ts)$/.test(file))
      .map((file) => basename(file, extname(file)));
    const examined: Examined[] = [];
    for (const name of names.sort()) {
      context.say(`mutant ${name}`);
      const { cheat, loader } = await importMutant(name);
      examined.push(await examine({ name, loader, subject: mutantUrl(name) }, cheat, context));
    }
    const honest: Examined[] = [];
    const [wasm] = availableLoaders(['wasm'], context);
    const honestRuns = context.quick ? HONEST_RUNS.quick : HONEST_RUNS.full;
    for (let run = 0; run < honestRuns && wasm !== undefined; run++) {
      context.say(`honest plugin, ${run + 1} of ${honestRuns}`);
      honest.push(await examine({ name: 'wasm', loader: wasm }, null, { ...context, seed: context.seed + run }));
    }
    const crossings = await countAll(context);
    const counted = new Set(crossings.map(({ mechanism }) => mechanism));
    const available = context.loaders.filter(
      (loader) => loader.artifact !== null && gapOf(loader, context.artifacts) === null,
    );
    const uncounted = available.map(({ mechanism }) => mechanism).filter((mechanism) => !counted.has(mechanism));
    return { mutants: examined, honest, crossings, uncounted };
  },

  judge({ mutants: examined, honest, crossings, uncounted }): Judgement {
    const caught = examined.map((item) => ({ ...item, guard: guardOf(item) }));
    const flagged = honest.filter((item) => guardOf(item) !== null);
    const missed = caught.filter(({ guard }) => guard === null).map(({ name }) => name);
    return {
      findings: [
        {
          claim: 'Every mutant is caught',
          bound: `${examined.length} of ${examined.length}, at least 10`,
          seen: `${examined.length - missed.length} of ${examined.length}${missed.length === 0 ? '' : `; missed: ${missed.join(', ')}`}`,
          holds: missed.length === 0 && examined.length >= 10,
        },
        {
          claim: 'The honest plugin is never flagged',
          bound: `never, in ${HONEST_RUNS.full} times`,
          seen: `${flagged.length} of ${honest.length} times`,
          holds: flagged.length > 0 ? false : honest.length < HONEST_RUNS.full ? null : true,
        },
        {
          claim: 'Every call of the timed loop arrives in the plugin',
          bound: 'each mechanism that loads one',
          seen: crossings.map(({ mechanism, calls }) => `${mechanism} ${formatWhole(calls)}`).join(', '),
          holds: crossings.length > 0 && uncounted.length === 0,
        },
      ],
      tables: [
        {
          title: 'Mutants, and what caught them',
          columns: ['mutant', 'what it does', 'caught by', 'with the words'],
          rows: caught.map(({ name, cheat, guard, objection }) => [
            name,
            cheat ?? '',
            guard ?? 'nothing',
            objection?.text ??
              (guard === 'floor' ? 'near-floor: it cannot be told from a loop that calls no plugin' : ''),
          ]),
        },
        {
          title: 'Calls that were counted inside the plugin',
          columns: ['mechanism', 'calls', 'instances of the plugin'],
          rows: crossings.map(({ mechanism, calls, instances }) => [
            mechanism,
            formatWhole(calls),
            instances === 'one' ? 'one for all calls' : 'one for each call',
          ]),
          note: 'The counting build mixes the number of the call into each answer, and each answer is part of the next question.',
        },
      ],
    };
  },
};

export default mutants;

/** Guards in the order in which a run meets them; the first that objects ends the examination. */
async function examine(row: LabRow, cheat: string | null, context: CheckContext): Promise<Examined> {
  const { name, loader } = row;
  const floor = availableLoaders([FLOOR_MECHANISM], context)[0];
  if (floor === undefined) throw new CheckGap('There is no floor row.');
  const result = { name, cheat, objection: null, floorRun: null };
  let floorRun: LabRun;
  try {
    floorRun = await runLab(
      [row, { name: floor.mechanism, loader: floor }],
      { ...FLOOR_RUN, seed: context.seed },
      context,
    );
  } catch (error) {
    return { ...result, objection: objectionIn(error) };
  }
  const counting = context.counting.get(loader.artifact ?? 'javascript');
  if (counting?.state !== 'built') throw new CheckGap(counting?.reason ?? 'There is no counting build.');
  const mutant = row.subject === undefined ? {} : { mutant: name };
  try {
    await countCrossings(loader, { countingPath: counting.path, ...mutant, signal: context.signal });
  } catch (error) {
    if (!isOutcome(error, 'wrong-answer')) throw error;
    return { ...result, objection: { guard: 'counter', text: error.outcome.message } };
  }
  return { ...result, floorRun };
}

/** @throws the error itself when it is about something else than a wrong answer */
function objectionIn(error: unknown): NonNullable<Examined['objection']> {
  if (!isOutcome(error, 'wrong-answer')) throw error;
  const { guard, message } = error.outcome;
  return { guard, text: message };
}

function guardOf({ objection, floorRun }: Examined): Guard | null {
  if (objection !== null) return objection.guard;
  if (floorRun === null) return null;
  const [row] = measuredCases(evaluateLab(floorRun)).filter(({ mechanism }) => mechanism !== FLOOR_MECHANISM);
  return row === undefined || row.warnings.some(({ code }) => code === 'near-floor') ? 'floor' : null;
}

async function countAll({ loaders, counting, signal, say }: CheckContext): Promise<Samples['crossings']> {
  const crossings: Samples['crossings'] = [];
  for (const loader of loaders) {
    if (loader.artifact === null || gapOf(loader, counting) !== null) continue;
    say(`counting the calls of ${loader.mechanism}`);
    const counted = await countCrossings(loader, { countingPath: pathOf(loader, counting), signal });
    crossings.push({ mechanism: loader.mechanism, ...counted });
  }
  return crossings;
}
