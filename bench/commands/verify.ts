/** `plugin-bench verify FILE`: recomputes every figure of a document, of a run or of the truth, from its raw samples. */
import { resolve } from 'node:path';
import { EXIT, type Io } from '../io.ts';
import { parseDocument } from '../result/parse.ts';
import { readText } from '../result/store.ts';
import { type Discrepancy, verifyDocument } from '../statistics/verify.ts';
import { looksLikeTruth, parseTruth } from '../truth/parse.ts';
import { verifyTruth } from '../truth/verify.ts';

export function verify(file: string, { json }: { json: boolean }, io: Io): number {
  const { what, found } = verifyText(readText(resolve(io.cwd, file)), file);
  if (json) io.stdout(`${JSON.stringify(found, null, 2)}\n`);
  else {
    for (const { where, stored, recomputed } of found) {
      io.stdout(`${where}: stored ${JSON.stringify(stored)}, by the samples ${JSON.stringify(recomputed)}\n`);
    }
    const verdict =
      found.length === 0 ? 'every figure follows from its samples' : `${found.length} values do not follow`;
    io.stdout(`${file}: ${what}: ${verdict}\n`);
  }
  return found.length === 0 ? EXIT.ok : EXIT.differs;
}

function verifyText(text: string, file: string): { what: string; found: Discrepancy[] } {
  if (looksLikeTruth(text)) {
    const document = parseTruth(text, file);
    return { what: `${document.checks.length} checks`, found: verifyTruth(document, file) };
  }
  const document = parseDocument(text, file);
  const samples = document.cases.reduce(
    (sum, row) => sum + (row.status === 'measured' ? row.summary.sampleCount : 0),
    0,
  );
  return { what: `${document.cases.length} cases, ${samples} samples`, found: verifyDocument(document) };
}
