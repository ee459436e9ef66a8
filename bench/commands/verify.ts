/** `plugin-bench verify FILE`: recomputes every summary and warning of a document from its raw samples. */
import { resolve } from 'node:path';
import { EXIT, type Io } from '../io.ts';
import { readDocument } from '../result/store.ts';
import { verifyDocument } from '../statistics/verify.ts';

export function verify(file: string, { json }: { json: boolean }, io: Io): number {
  const document = readDocument(resolve(io.cwd, file));
  const found = verifyDocument(document);
  if (json) io.stdout(`${JSON.stringify(found, null, 2)}\n`);
  else {
    for (const { where, stored, recomputed } of found) {
      io.stdout(`${where}: stored ${JSON.stringify(stored)}, by the samples ${JSON.stringify(recomputed)}\n`);
    }
    const samples = document.cases.reduce(
      (sum, row) => sum + (row.status === 'measured' ? row.summary.sampleCount : 0),
      0,
    );
    const verdict =
      found.length === 0 ? 'every figure follows from its samples' : `${found.length} values do not follow`;
    io.stdout(`${file}: ${document.cases.length} cases, ${samples} samples: ${verdict}\n`);
  }
  return found.length === 0 ? EXIT.ok : EXIT.differs;
}
