/**
 * What each mechanism makes of a plugin that is not as it should be: another compiler, another layout, a wrong type, a missing
 * symbol, another version, a panic, half a file, another architecture. Every cell is a real load in a process of its own.
 */

import { exportName } from '../../contract/function.ts';
import min from '../../contract/functions/min.ts';
import type { Loader } from '../../loader.ts';
import { runChild } from '../../sampling/child.ts';
import { launchProgram } from '../../sampling/launch.ts';
import { isOutcome } from '../../sampling/outcome.ts';
import { findRuntimes } from '../../sampling/runtimes.ts';
import { DEFECTS, type Defect } from '../abi/build.ts';
import { MAKERS } from '../abi/plugins.ts';
import { type Check, type CheckContext, CheckGap } from '../check.ts';
import type { Finding, Judgement } from '../document.ts';

/** min(3, -4), which the Rust host asks for. */
const RIGHT_ANSWER = -4;
const TIME_LIMIT_MS = 20_000;

/** What became of a plugin. */
type Outcome =
  | { readonly outcome: 'answered'; readonly answer: number }
  | { readonly outcome: 'refused'; readonly error: string }
  | { readonly outcome: 'caught' }
  /** The process of the host ended. */
  | { readonly outcome: 'died'; readonly how: string }
  | { readonly outcome: 'gap'; readonly reason: string };

interface Cell {
  readonly defect: Defect;
  readonly mechanism: string;
  readonly builtWith: string | null;
  readonly outcome: Outcome;
}

interface Samples {
  readonly cells: Cell[];
}

const abi: Check<Samples> = {
  name: 'abi',
  suite: 'article',
  order: 2,
  title: 'Plugins that are not as they should be',
  question: 'Layouts may change between two runs of a compiler, says the article. Who notices what?',

  async measure(context) {
    const rust = (await findRuntimes()).find(({ info }) => info.family === 'rust');
    if (rust === undefined) throw new CheckGap('The engines are not built; run "npm run build:engines".');
    const cells: Cell[] = [];
    for (const defect of DEFECTS) {
      context.say(`plugins: ${defect}`);
      for (const mechanism of Object.keys(MAKERS)) {
        context.signal.throwIfAborted();
        cells.push(await fill(defect, mechanism, rust.executable, context));
      }
    }
    return { cells };
  },

  judge({ cells }): Judgement {
    const mechanisms = [...new Set(cells.map(({ mechanism }) => mechanism))];
    const of = (defect: string, mechanism: string) =>
      cells.find((cell) => cell.defect === defect && cell.mechanism === mechanism) as Cell;
    return {
      findings: findingsOf(of),
      tables: [
        {
          title: 'Who notices what',
          columns: ['plugin', ...mechanisms],
          rows: DEFECTS.map((defect) => [defect, ...mechanisms.map((name) => label(of(defect, name).outcome))]),
          note: 'Every cell is a load in a process of its own, – that there is none, for the reason below. refused: the host got an error and goes on. host dies: the process of the host ended. wrong answer: nothing was noticed. rust-abi is a structure of repr(Rust) behind a Rust function; vtable is the versioned structure of include/plugin.h.',
        },
        {
          title: 'In its own words',
          isDetail: true,
          columns: ['plugin', 'mechanism', 'what happened'],
          rows: cells
            .filter(({ outcome }) => label(outcome) !== 'works')
            .map(({ defect, mechanism, outcome }) => [defect, mechanism, shorten(inWords(outcome))]),
        },
        {
          title: 'Who built them',
          isDetail: true,
          columns: ['plugin', 'built with'],
          rows: DEFECTS.map((defect) => [
            defect,
            [...new Set(cells.filter((cell) => cell.defect === defect).map(({ builtWith }) => builtWith ?? ''))]
              .filter(Boolean)
              .join('; '),
          ]),
        },
      ],
    };
  },
};

export default abi;

async function fill(
  defect: Defect,
  mechanism: string,
  host: string,
  { artifacts, loaders, temporaryFolder, signal }: CheckContext,
): Promise<Cell> {
  const made = MAKERS[mechanism]?.(defect, { artifacts, folder: temporaryFolder }) ?? { gap: 'nobody makes it' };
  if ('gap' in made) return { defect, mechanism, builtWith: null, outcome: { outcome: 'gap', reason: made.gap } };
  const { builtWith, path } = made;
  try {
    const { stdout } = await runChild(launchProgram(host, 'abi', mechanism, path, exportOf(mechanism, loaders)), '', {
      signal,
      timeLimitMs: TIME_LIMIT_MS,
    });
    const outcome = JSON.parse(stdout) as Outcome;
    // Folders differ from run to run.
    if (outcome.outcome === 'refused') {
      return {
        defect,
        mechanism,
        builtWith,
        outcome: { ...outcome, error: outcome.error.replaceAll(path, 'the plugin') },
      };
    }
    return { defect, mechanism, builtWith, outcome };
  } catch (error) {
    const how = howItDied(error);
    return { defect, mechanism, builtWith, outcome: { outcome: 'died', how } };
  }
}

/** The name by which a mechanism's artifact exports `min`. */
function exportOf(mechanism: string, loaders: readonly Loader[]): string {
  const kind = loaders.find((loader) => loader.mechanism === mechanism)?.artifact ?? null;
  return kind === null ? min.name : exportName(min, kind);
}

/** @throws the error itself when it says something of this suite and not of the plugin, as when the host refuses its arguments */
function howItDied(error: unknown): string {
  if (isOutcome(error, 'late'))
    return `the process of the host did not answer within ${error.outcome.limitMs / 1000} s`;
  if (isOutcome(error, 'died') && error.outcome.signal !== null) {
    return `the process of the host was ended by ${error.outcome.signal}`;
  }
  throw error;
}

function label(outcome: Outcome): string {
  switch (outcome.outcome) {
    case 'answered':
      return outcome.answer === RIGHT_ANSWER ? 'works' : 'wrong answer';
    case 'refused':
      return 'refused';
    case 'caught':
      return 'caught';
    case 'died':
      return 'host dies';
    case 'gap':
      return '–';
    default:
      return outcome satisfies never;
  }
}

function inWords(outcome: Outcome): string {
  switch (outcome.outcome) {
    case 'answered':
      return `answers ${outcome.answer}, right is ${RIGHT_ANSWER}`;
    case 'refused':
      return outcome.error;
    case 'caught':
      return 'the panic arrived in the host, which caught it';
    case 'died':
      return outcome.how;
    case 'gap':
      return outcome.reason;
    default:
      return outcome satisfies never;
  }
}

/** abi_stable says of every field what it expected. */
const LONGEST = 240;

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** What a reader may rely on; what nobody checks is no finding, it stands in the table. */
function findingsOf(of: (defect: string, mechanism: string) => Cell): Finding[] {
  /** A claim of cells none of which could be tried here is none; how many could stands in the bound. */
  const claim = (
    text: string,
    bound: string,
    chosen: readonly Cell[],
    holds: (outcome: Outcome) => boolean,
  ): Finding[] => {
    const tried = chosen.filter(({ outcome }) => outcome.outcome !== 'gap');
    if (tried.length === 0) return [];
    return [
      {
        claim: text,
        bound: `${bound}; ${tried.length} of ${chosen.length} tried`,
        seen: tried.map(({ mechanism, defect, outcome }) => `${mechanism} (${defect}): ${label(outcome)}`).join('; '),
        holds: tried.every(({ outcome }) => holds(outcome)),
      },
    ];
  };
  const engines = ['wasmtime', 'wasmer', 'wasmi'];
  const isRefused = ({ outcome }: Outcome) => outcome === 'refused';
  const works = (outcome: Outcome) => label(outcome) === 'works';
  const all = Object.keys(MAKERS);
  const findings = [
    claim(
      'a healthy plugin works everywhere',
      'all work',
      all.map((name) => of('healthy', name)),
      works,
    ),
    claim(
      'no engine believes a wrong type or a missing export',
      'all refuse',
      engines.flatMap((name) => [of('wrong type', name), of('missing symbol', name)]),
      isRefused,
    ),
    claim(
      'a panic in an engine or in another process leaves the host alive',
      'all refuse',
      [...engines, 'process-pipe'].map((name) => of('panic', name)),
      isRefused,
    ),
    claim(
      'abi_stable refuses a wrong type and another version',
      'both refused',
      [of('wrong type', 'abi-stable'), of('other version', 'abi-stable')],
      isRefused,
    ),
    claim(
      'a C ABI or abi_stable works with a plugin of another compiler and layout',
      'all work',
      ['other compiler', 'other layout'].flatMap((defect) =>
        ['libloading', 'vtable', 'abi-stable'].map((name) => of(defect, name)),
      ),
      works,
    ),
    claim('a vtable with a version refuses another version', 'refused', [of('other version', 'vtable')], isRefused),
    claim(
      'compiled code of another version of the engine, or of another processor, is refused',
      'both refused',
      [of('other version', 'wasmtime-aot'), of('other architecture', 'wasmtime-aot')],
      isRefused,
    ),
    claim(
      'machine code of another architecture is refused',
      'all refuse',
      all.map((name) => of('other architecture', name)),
      isRefused,
    ),
    claim(
      'half a file is refused by engines, and by the system that starts programs',
      'all refuse',
      [...engines, 'wasmtime-aot', 'process-pipe'].map((name) => of('truncated', name)),
      isRefused,
    ),
  ].flat();
  if (findings.length > 0) return findings;
  return [{ claim: 'plugins could be made', bound: 'one at least', seen: 'none, see below', holds: false }];
}
