/** `plugin-bench gate`: compares two stored documents and says it with an exit code. */
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderVerdictMarkdown, renderVerdictText } from '../gate/render.ts';
import { judge, type Outcome } from '../gate/verdict.ts';
import { EXIT, type Io } from '../io.ts';
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
  const verdict = judge(readDocument(resolve(io.cwd, baseline)), readDocument(resolve(io.cwd, current)), { margin });
  io.stdout(json ? `${JSON.stringify(verdict, null, 2)}\n` : renderVerdictText(verdict, { colour: io.colour }));
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
