/** `plugin-bench runs`: what was measured so far, and how each run ended. */
import { relative, resolve } from 'node:path';
import { EXIT, type Io } from '../io.ts';
import { countOf, formatDuration } from '../report/format.ts';
import { renderGrid } from '../report/grid.ts';
import { type KeptRun, keptRuns, pruneRuns } from '../run/history.ts';

export interface RunsOptions {
  /** Folder of reports. */
  readonly out: string;
  /** Remove all but so many; undefined: none. */
  readonly keep: number | undefined;
  readonly json: boolean;
}

export function runs({ out, keep, json }: RunsOptions, io: Io): number {
  const reports = resolve(io.cwd, out);
  const removed = keep === undefined ? [] : pruneRuns(reports, keep);
  const kept = keptRuns(reports);
  if (json) {
    const rows = kept.map(({ name, state, file, reason, document }) => ({
      name,
      state,
      file,
      reason,
      createdAt: document?.createdAt ?? null,
      commit: document?.commit ?? null,
      durationSeconds: document?.durationSeconds ?? null,
      ...counts(document),
    }));
    io.stdout(`${JSON.stringify(rows, null, 2)}\n`);
  } else io.stdout(kept.length === 0 ? `No run is kept in ${out}.\n` : `${tableOf(kept, io)}\n`);
  if (removed.length > 0) io.stderr(`removed ${countOf(removed.length, 'older run')}\n`);
  return EXIT.ok;
}

function tableOf(kept: readonly KeptRun[], io: Io): string {
  const cells = kept.map(({ state, document, file, path, reason }) => {
    const { measured, cases, blocks } = counts(document);
    const took = document === null ? '' : formatDuration(document.durationSeconds * 1e9);
    const where = relative(io.cwd, file ?? path);
    const rows = document === null ? '' : `${measured} of ${cases}`;
    return [state, rows, String(blocks ?? ''), took, reason === null ? where : `${where}: ${reason}`];
  });
  return renderGrid(['state', 'measured', 'blocks', 'took', 'document'], cells, io.columns);
}

function counts(document: KeptRun['document']) {
  const measured = document?.cases.filter(({ status }) => status === 'measured').length ?? null;
  return { measured, cases: document?.cases.length ?? null, blocks: document?.settings.blockCount ?? null };
}
