/** `plugin-bench check`: holds a plugin of the user's against its config, by every mechanism that can carry it, without timing anything. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { remedyOf } from '../artifacts/ensure.ts';
import { makeCopiesFolder } from '../artifacts/files.ts';
import { ownArtifacts } from '../config/artifacts.ts';
import { loadConfig, type OwnPlugin } from '../config/load.ts';
import { EXIT, type Io } from '../io.ts';
import { type ArtifactKind, artifactOf } from '../loader.ts';
import { type Planned, planCases, type RunnableCase } from '../plan/cases.ts';
import { choose } from '../plan/choice.ts';
import { EVERY_GROUP } from '../plan/selection.ts';
import { wrap } from '../report/layout.ts';
import { showActivity } from '../run/activity.ts';
import { takeLock } from '../sampling/lock.ts';
import { ChildError } from '../sampling/outcome.ts';
import { prepareRequest } from '../sampling/prepare.ts';
import { HOST } from '../sampling/runtimes.ts';
import { startRunner } from '../sampling/spawn.ts';
import { isFloor } from '../statistics/evaluate.ts';
import { groupBy } from '../statistics/group-by.ts';
import { seededRandom } from '../statistics/random.ts';

export interface CheckOptions {
  /** A config, or its folder, absolute. */
  readonly path: string;
  readonly seed: number;
  readonly timeLimitMs: number;
  readonly json: boolean;
}

/** What became of a function in a mechanism. */
interface Checked {
  readonly function: string;
  readonly mechanism: string;
  readonly runtime: string;
  readonly outcome: 'right' | 'wrong' | 'not-carried';
  /** Why not, a sentence. */
  readonly reason: string | null;
  /** The kind of file that the config would have to name; null: that is not the reason. */
  readonly lacks: ArtifactKind | null;
}

/** Chained calls, after the vectors and random arguments: enough for one that is made and answered wrongly to show. */
const CALLS = { sync: 10_000, async: 100 };
/** Of payloads, for functions of bytes. */
const BYTES = '256';

export async function check({ path, seed, timeLimitMs, json }: CheckOptions, io: Io): Promise<number> {
  const own = await loadConfig(path);
  const activity = showActivity(io);
  const request = { scenario: [], group: [EVERY_GROUP], runtimes: [], metric: [] };
  const choice = await activity.wait('looking for runtimes', choose(request, own));
  // Calls that repeat; a first load of what answers rightly would say nothing more.
  const scenarios = choice.scenarios.filter(({ iterationsPerSample }) => iterationsPerSample === 'calibrate');
  const lock = takeLock('checking');
  const copiesFolder = makeCopiesFolder();
  try {
    const artifacts = ownArtifacts(own, join(copiesFolder, 'head'));
    const planned = planCases({ ...choice, scenarios, artifacts, pace: 'quick', parameters: { bytes: [BYTES] } });
    const checked: Checked[] = [];
    for (const item of planned.filter(({ identity }) => !isFloor(identity))) {
      const { id, mechanism, runtime } = item.identity;
      const about = { function: item.identity.parameters?.['function'] ?? '', mechanism, runtime };
      if (item.state === 'skipped') {
        checked.push({ ...about, outcome: 'not-carried', reason: item.reason, lacks: lackOf(item) });
        continue;
      }
      const failed = await activity.wait(`calling ${id}`, answer(item.runnable));
      checked.push({ ...about, ...outcomeOf(failed), lacks: null });
      io.signal.throwIfAborted();
    }
    activity.clear();
    io.stdout(json ? `${JSON.stringify(checked, null, 2)}\n` : render(own, checked, planned, io));
    if (checked.some(({ outcome }) => outcome === 'wrong')) return EXIT.differs;
    return checked.some(({ outcome }) => outcome === 'right') ? EXIT.ok : EXIT.couldNotMeasure;

    function lackOf({ identity }: Planned): ArtifactKind | null {
      const loader = choice.loaders.find(({ mechanism }) => mechanism === identity.mechanism);
      const asked = own.functions.find(({ name }) => name === identity.parameters?.['function']);
      const kind = loader && asked ? artifactOf(loader, asked) : null;
      return kind !== null && artifacts.get(kind)?.state === 'missing' ? kind : null;
    }

    /** @returns what is wrong with its answers, or null */
    async function answer(row: RunnableCase): Promise<ChildError | null> {
      const batch = { iterationsPerSample: CALLS[row.identity.callStyle], leadInIterations: 0 };
      const prepared = prepareRequest({
        scenario: row.scenario,
        mechanism: row.identity.mechanism,
        function: row.function,
        parameters: row.identity.parameters ?? {},
        artifactKind: row.artifactKind,
        artifactPath: row.artifactPath,
        copiesFolder,
        inputSeed: seed,
        warmUpNs: 0,
        targetNs: 1,
        batch,
        sampleCount: 1,
      });
      try {
        const runner = await startRunner(prepared, {
          launch: row.launch,
          timeLimitMs,
          random: seededRandom(seed),
          signal: io.signal,
          remedy: remedyOf(row.artifactKind === null ? undefined : artifacts.get(row.artifactKind)),
        });
        try {
          await runner.sample(batch);
          await runner.finish();
        } finally {
          runner.kill();
        }
        return null;
      } catch (error) {
        if (!(error instanceof ChildError)) throw error;
        return error;
      }
    }
  } finally {
    rmSync(copiesFolder, { recursive: true, force: true });
    lock.release();
  }
}

/** What failed before the plugin was touched is no fault of it: a host library that cannot be used here. */
function outcomeOf(failed: ChildError | null): Pick<Checked, 'outcome' | 'reason'> {
  if (failed === null) return { outcome: 'right', reason: null };
  const { outcome, message } = failed;
  if (outcome.kind === 'refused' && outcome.before === 'plugin')
    return { outcome: 'not-carried', reason: outcome.message };
  return { outcome: 'wrong', reason: message };
}

/** Wrong answers last, where one looks first in a terminal; what cannot be asked, by its reason, and files that are not named in one line. */
function render(own: OwnPlugin, checked: readonly Checked[], planned: readonly Planned[], io: Io): string {
  const hosted = new Set(planned.flatMap(({ identity: { id, mechanism } }) => (id.includes('@') ? [] : [mechanism])));
  const nameOf = ({ mechanism, runtime }: Checked) =>
    hosted.has(mechanism) && runtime === HOST.name ? mechanism : `${mechanism}@${runtime}`;
  const item = (mark: string, text: string) =>
    wrap(text, io.columns - 4).map((line, index) => `  ${index === 0 ? mark : ' '} ${line}`);
  const lines = own.functions.flatMap(({ name, signature }) => {
    const rows = checked.filter((row) => row.function === name);
    const of = (outcome: Checked['outcome']) => rows.filter((row) => row.outcome === outcome);
    const unnamed = of('not-carried').filter(({ lacks }) => lacks !== null);
    const others = of('not-carried').filter(({ lacks }) => lacks === null);
    const kinds = [...new Set(unnamed.map(({ lacks }) => lacks))].join(', ');
    return [
      `${name} (${signature})`,
      ...item('✓', `right by ${of('right').map(nameOf).join(', ') || 'none'}`),
      ...[...groupBy(others, ({ reason }) => reason ?? '')].flatMap(([reason, them]) =>
        item('–', `${them.map(nameOf).join(', ')}: ${reason}`),
      ),
      ...(unnamed.length === 0
        ? []
        : item('–', `${unnamed.length} more by files that ${own.file} does not name: ${kinds}`)),
      ...of('wrong').flatMap(({ reason }) => item('✗', reason ?? '')),
    ];
  });
  const count = (outcome: Checked['outcome']) => checked.filter((row) => row.outcome === outcome).length;
  const total = `Answered rightly: ${count('right')}. Wrongly, or not at all: ${count('wrong')}. Cannot be asked: ${count('not-carried')}.`;
  return `${[...lines, '', ...wrap(total, io.columns)].join('\n')}\n`;
}
