/** `plugin-bench gate`: compares two stored documents and says it with an exit code. */
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderVerdictMarkdown, renderVerdictText } from '../gate/render.ts';
import { judge, type Outcome, type Verdict } from '../gate/verdict.ts';
import { EXIT, type Io } from '../io.ts';
import type { ResultDocument } from '../result/document.ts';
import { readDocument } from '../result/store.ts';

export interface GateOptions {
  readonly baseline: string;
  readonly current: string;
  readonly margin: number;
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
  // A gate that is given one run for both would pass for ever.
  const verdict: Verdict = isSameRun(before, now)
    ? { ...judged, outcome: 'could-not-measure', refusals: [SAME_RUN] }
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

const SAME_RUN =
  'Both are the same run: there is nothing to compare. Give the document of another run as the baseline.';

/** No two runs have the same samples. */
function isSameRun(one: ResultDocument, other: ResultDocument): boolean {
  return one.createdAt === other.createdAt && JSON.stringify(one.cases) === JSON.stringify(other.cases);
}
