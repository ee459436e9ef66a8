/** Neighbours: a busy program beside the measurement must be noticed, not turned into a figure. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { formatChange, formatValue } from '../../report/format.ts';
import type { MeasuredCase } from '../../result/document.ts';
import { measuredCases } from '../../statistics/evaluate.ts';
import { median } from '../../statistics/quantiles.ts';
import { REFERENCE_MECHANISM } from '../../statistics/ratio.ts';
import { type Check, type CheckContext, CheckGap } from '../check.ts';
import type { Judgement } from '../document.ts';
import { availableLoaders, evaluateLab, type LabRow, type LabRun, runLab } from '../lab.ts';

const MECHANISMS = [REFERENCE_MECHANISM, 'wasm', 'koffi'];
const RUNS = {
  full: { quiet: 5, otherCore: 10, sameCore: 10 },
  quick: { quiet: 1, otherCore: 1, sameCore: 1 },
};
type Place = keyof typeof RUNS.full;
const PLACES: Record<Place, string> = {
  quiet: 'no neighbour',
  otherCore: 'a neighbour on the other core',
  sameCore: 'a neighbour on the same core',
};
const RUN = { blocks: 3, samplesPerBlock: 12, warmUpMs: 60 };
/** Such a shift without a warning is what must not happen. */
const UNNOTICED_SHIFT = 0.1;
/** Three blocks always carry this one; it says nothing about the machine. */
const NOT_A_NOTICE = 'few-blocks';

interface Samples {
  readonly runs: { readonly place: Place; readonly run: LabRun }[];
}

const neighbours: Check<Samples> = {
  name: 'neighbours',
  suite: 'truth',
  order: 11,
  title: 'Neighbours',
  question: 'Is a figure that a busy machine spoilt shown as if it were good?',

  async measure(context) {
    const rows = availableLoaders(MECHANISMS, context).map((loader) => ({ name: loader.mechanism, loader }));
    const before = affinity();
    const [own, other] = coresOf(before);
    const counts = context.quick ? RUNS.quick : RUNS.full;
    const runs: { place: Place; run: LabRun }[] = [];
    try {
      pin(process.pid, own);
      for (const place of Object.keys(counts) as Place[]) {
        for (let run = 0; run < counts[place]; run++) {
          context.say(`${PLACES[place]}, run ${run + 1} of ${counts[place]}`);
          const core = { quiet: null, otherCore: other, sameCore: own }[place];
          runs.push({ place, run: await runBeside(core, rows, { ...context, seed: context.seed + runs.length }) });
        }
      }
    } finally {
      pin(process.pid, before);
    }
    return { runs };
  },

  judge({ runs }): Judgement {
    const evaluated = runs.map(({ place, run }) => ({ place, rows: measuredCases(evaluateLab(run)) }));
    const quiet = evaluated.filter(({ place }) => place === 'quiet');
    const levelOf = (mechanism: string) =>
      median(quiet.flatMap(({ rows }) => rows.filter((row) => row.mechanism === mechanism).map(centre)));
    const disturbed = evaluated.filter(({ place }) => place !== 'quiet');
    const isUnnoticed = (row: MeasuredCase) =>
      Math.abs(centre(row) / levelOf(row.mechanism) - 1) > UNNOTICED_SHIFT && notices(row).length === 0;
    const unnoticed = disturbed.filter(({ rows }) => rows.some(isUnnoticed));
    const recognised = disturbed.filter(({ rows }) => rows.every((row) => notices(row).includes('busy-machine')));
    const imagined = quiet.filter(({ rows }) => rows.some((row) => notices(row).includes('busy-machine')));
    return {
      findings: [
        {
          claim: `No row is off by more than ${UNNOTICED_SHIFT * 100} % without a warning`,
          bound: `0 of ${disturbed.length} runs beside a busy neighbour`,
          seen: `${unnoticed.length} of ${disturbed.length}`,
          holds:
            unnoticed.length > 0 ? false : disturbed.length < RUNS.full.otherCore + RUNS.full.sameCore ? null : true,
        },
        {
          claim: 'The neighbour is named as such, on every row',
          bound: `${disturbed.length} of ${disturbed.length} runs`,
          seen: `${recognised.length} of ${disturbed.length}`,
          holds: disturbed.length === 0 ? null : recognised.length === disturbed.length,
        },
        {
          claim: 'No neighbour is imagined',
          bound: `0 of ${quiet.length} quiet runs`,
          seen: `${imagined.length} of ${quiet.length}`,
          holds: quiet.length === 0 ? null : imagined.length === 0,
        },
      ],
      tables: [
        {
          title: 'What a neighbour does to the rows',
          columns: ['mechanism', ...Object.values(PLACES)],
          rows: MECHANISMS.filter((mechanism) => quiet[0]?.rows.some((row) => row.mechanism === mechanism)).map(
            (mechanism) => [
              mechanism,
              ...(Object.keys(PLACES) as Place[]).map((place) => {
                const own = evaluated.filter((run) => run.place === place).flatMap(({ rows }) => rows);
                const ns = median(own.filter((row) => row.mechanism === mechanism).map(centre));
                return place === 'quiet'
                  ? `${formatValue(ns)} ns`
                  : `${formatValue(ns)} ns, ${formatChange(ns / levelOf(mechanism))}`;
              }),
            ],
          ),
          note: 'All runners pinned to one core for this check; the neighbour is an endless loop.',
        },
      ],
    };
  },
};

export default neighbours;

function centre({ summary }: MeasuredCase): number {
  return summary.perIteration.median;
}

function notices({ warnings }: MeasuredCase): string[] {
  return warnings.map(({ code }) => code).filter((code) => code !== NOT_A_NOTICE);
}

/** @param core of the neighbour; null for none */
async function runBeside(core: string | null, rows: readonly LabRow[], context: CheckContext): Promise<LabRun> {
  const neighbour = core === null ? null : startNeighbour(core);
  try {
    return await runLab(rows, { ...RUN, seed: context.seed }, context);
  } finally {
    neighbour?.kill('SIGKILL');
  }
}

function startNeighbour(core: string): ChildProcess {
  const script = fileURLToPath(new URL('../busy-neighbour.js', import.meta.url));
  const neighbour = spawn(process.execPath, [script], { stdio: 'ignore' });
  if (neighbour.pid !== undefined) pin(neighbour.pid, core);
  return neighbour;
}

/** Cores that this process may use, as taskset(1) writes them. @throws CheckGap without taskset or a second core */
function affinity(): string {
  try {
    const answer = execFileSync('taskset', ['-cp', String(process.pid)], { stdio: 'pipe' }).toString();
    return answer.slice(answer.lastIndexOf(':') + 1).trim();
  } catch {
    throw new CheckGap('A neighbour is put on a core by taskset (Linux, util-linux), which is not here.');
  }
}

function coresOf(list: string): [own: string, other: string] {
  const cores = list.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
  });
  const [own, other] = cores;
  if (own === undefined || other === undefined) throw new CheckGap('A neighbour on another core needs a second core.');
  return [own, other];
}

function pin(pid: number, cores: string): void {
  execFileSync('taskset', ['-cp', cores, String(pid)], { stdio: 'ignore' });
}
