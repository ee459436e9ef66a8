/** What is known of each mechanism besides time: tried in a process of its own, or counted. */
import type { ArtifactState } from '../artifacts/files.ts';
import type { ArtifactKind } from '../loader.ts';
import { gapOf, NOT_ASKED_AGAIN, type Placed, pathOf, titleOf } from '../plan/cases.ts';
import type { Answer, Facts } from '../result/facts.ts';
import { askChild } from '../sampling/child.ts';
import { launchScript } from '../sampling/launch.ts';
import { ChildError } from '../sampling/outcome.ts';
import { describeFootprint } from './footprint.ts';
import type { ProbeRequest } from './probe.ts';

const TIME_LIMIT_MS = 180_000;
export interface FactsInput {
  readonly placed: readonly Placed[];
  readonly artifacts: ReadonlyMap<ArtifactKind, ArtifactState>;
  readonly signal: AbortSignal;
  /** For what plugins leave behind; the caller removes it. */
  readonly temporaryFolder?: string;
  /** How long the probes of one mechanism may take; never longer than three minutes. */
  readonly timeLimitMs?: number;
  /** Kinds of artifacts that gave a row no answer in time: they are not asked again. */
  readonly silent?: ReadonlySet<ArtifactKind>;
  /** Told when the probes of a mechanism take long. */
  readonly say?: (line: string) => void;
  /** Called before each mechanism is asked. */
  onProgress?(done: number, total: number, mechanism: string): void;
}

/** One after the other. What has no plugin has nothing to be asked, and in the Rust host a compiler has checked every argument. */
export async function collectFacts({ placed, ...input }: FactsInput): Promise<Facts[]> {
  const facts: Facts[] = [];
  const asked = placed.filter(({ loader, runtime }) => loader.artifact !== null && runtime.info.family !== 'rust');
  for (const [index, place] of asked.entries()) {
    if (input.signal.aborted) return facts;
    input.onProgress?.(index, asked.length, place.loader.mechanism);
    facts.push(await factsOf(place, input));
  }
  return facts;
}

async function factsOf(
  { loader, runtime }: Placed,
  { artifacts, signal, temporaryFolder, timeLimitMs = TIME_LIMIT_MS, silent, say }: Omit<FactsInput, 'placed'>,
): Promise<Facts> {
  const { mechanism, artifact } = loader;
  const known = {
    mechanism,
    title: titleOf(loader, runtime),
    runtime: runtime.name,
    footprint: describeFootprint(loader, artifact === null ? undefined : artifacts.get(artifact)),
  };
  const gap = gapOf(loader, artifacts, runtime.info);
  if (gap !== null) return { ...known, answers: [], gap };
  if (artifact !== null && silent?.has(artifact)) return { ...known, answers: [], gap: NOT_ASKED_AGAIN };
  const request: ProbeRequest = { mechanism, artifactPath: pathOf(loader, artifacts) };
  try {
    const answers = await askChild<Answer[]>(launchScript('facts/probe', runtime, loader), request, {
      timeLimitMs: Math.min(timeLimitMs, TIME_LIMIT_MS),
      signal,
      say: (line) => say?.(`${mechanism}, facts: ${line}`),
      ...(temporaryFolder === undefined ? {} : { env: { TMPDIR: temporaryFolder } }),
    });
    return { ...known, answers, gap: null };
  } catch (error) {
    if (!(error instanceof ChildError)) throw error;
    return { ...known, answers: [], gap: error.message };
  }
}
