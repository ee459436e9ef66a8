/** `plugin-bench gate`: compares two stored documents and says it with an exit code. */
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderVerdictMarkdown, renderVerdictText } from '../gate/render.ts';
import { isSameRun, refuseSameRun } from '../gate/same-run.ts';
import { judge, type Outcome } from '../gate/verdict.ts';
import { EXIT, type Io } from '../io.ts';
import type { ResultDocument } from '../result/document.ts';
import { readDocument } from '../result/store.ts';

export interface GateOptions {
  readonly baseline: string;
  readonly current: string;
  /** A share; null: those of the document. */
  readonly margin: number | null;
  readonly json: boolean;
}

const EXIT_OF: Record<Outcome, number> = {
  passed: EXIT.ok,
  regressed: EXIT.regressed,
  inconclusive: EXIT.inconclusive,
  'could-not-measure': EXIT.couldNotMeasure,
};

export function gate({ baseline, current, margin, json }: GateOptions, io: Io): number {
  const [before, now] = [baseline, current].map((file) => readDocument(resolve(io.cwd, file))) as [
    ResultDocument,
    ResultDocument,
  ];
  const judged = judge(before, now, { margin });
  const verdict = isSameRun(before, now)
    ? refuseSameRun(judged, 'Give the document of another run as the baseline.')
    : judged;
  io.stdout(json ? `${JSON.stringify(verdict, null, 2)}\n` : renderVerdictText(verdict, io));
  const summaryFile = io.env['GITHUB_STEP_SUMMARY'];
  if (summaryFile) {
    try {
      appendFileSync(summaryFile, renderVerdictMarkdown(verdict));
    } catch (error) {
      // The verdict is the exit code; a page that cannot be written changes nothing about it.
      const { code } = error as NodeJS.ErrnoException;
      io.stderr(`GITHUB_STEP_SUMMARY, ${summaryFile}, cannot be written (${code}); the verdict stands.\n`);
    }
  }
  return EXIT_OF[verdict.outcome];
}
