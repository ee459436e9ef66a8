// Whether every way to install plugin-bench has measured the same rows: `compare-rows.mjs FOLDER NAME...`, one project for each
// name. Ends with 1 and both lists where two differ.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, first, ...others] = process.argv.slice(2);
const documents = new Map([first, ...others].map((name) => [name, read(name)]));

function read(name) {
  return JSON.parse(readFileSync(join(folder, name, 'reports', 'latest.json'), 'utf8'));
}

function fault(text) {
  console.error(text);
  process.exitCode = 1;
}

/** V8 may replace the code of any row while it is sampled: it ran, which is what is asked here. */
function statusOf({ status, reason = '' }) {
  return status === 'skipped' && reason.startsWith('V8 replaced') ? 'measured' : status;
}

/** Row -> status. */
function rowsOf(name) {
  const calls = documents.get(name).cases.filter(({ id }) => id.startsWith('call/'));
  return calls.map((row) => `${row.id} ${statusOf(row)}`).sort();
}

/** Mechanism -> how many packages it takes, which are found in other places by each. */
function packagesOf(name) {
  const rows = documents
    .get(name)
    .facts.map(({ mechanism, footprint }) => `${mechanism} ${footprint.installedPackages}`);
  return [...new Set(rows)].sort();
}

function compare(what, of) {
  const expected = of(first);
  for (const name of others) {
    const found = of(name);
    const onlyIn = (here, there) => here.filter((row) => !there.includes(row)).join(', ') || 'none';
    if (found.join() === expected.join()) continue;
    fault(`${what} differ: only by ${first}: ${onlyIn(expected, found)}; only by ${name}: ${onlyIn(found, expected)}`);
    console.error(`by ${first}: ${expected.join(', ')}\nby ${name}: ${found.join(', ')}`);
  }
}

for (const [name, { cases, environment }] of documents) {
  for (const { id, status, error } of cases) if (status === 'failed') fault(`${name}: ${id} failed: ${error}`);
  const count = rowsOf(name).filter((row) => row.endsWith(' measured')).length;
  console.log(`${name}: ${count} rows of call, runners have ${environment.flags.join(' ')}`);
  if (count < 10) fault(`${name} measured only ${count} rows of call.`);
}
compare('rows', rowsOf);
compare('packages', packagesOf);
// The preload that finds packages is in every runner, and a set-up takes longer for it: the document has to say so.
if (documents.has('yarn') && !documents.get('yarn').environment.flags.includes('--require')) {
  fault("yarn: the document does not name the preload of Plug'n'Play.");
}
