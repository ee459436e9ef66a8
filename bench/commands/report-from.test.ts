/** `report --from`: what another harness measured, printed or refused. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../main.ts';
import { seededRandom } from '../statistics/random.ts';
import { captureIo } from '../testing/captured-io.ts';
import { mutate } from '../testing/mutations.ts';

const RECORDED = fileURLToPath(new URL('../testing/node-bench/recorded.ndjson', import.meta.url));
/** A new line of ours is the only control character that is printed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugin-bench-from-'));
  copyFileSync(RECORDED, join(folder, 'recorded.ndjson'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function reportFrom(...rest: string[]) {
  const { io, stdout, stderr } = captureIo(folder);
  const exitCode = await main(['report', '--from', 'node-bench', ...rest], io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

it('prints a table and what the file does not say, and writes nothing', async () => {
  const { exitCode, stdout, stderr } = await reportFrom('recorded.ndjson');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^min\/koffi 30\?bits=32&kind=native +36\.9 ns +−3\.\d … \+1\.\d % \(96 %\)/m);
  expect(stdout).toMatch(/^min\/throws: failed: no such library$/m);
  expect(stdout).toMatch(/No machine, runtime, warm-up or floor is known/);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  expect(readdirSync(folder)).toEqual(['recorded.ndjson']);
});

it('prints a format that takes no more, and refuses what does', async () => {
  const { stdout } = await reportFrom('recorded.ndjson', '--format', 'bencher');
  expect(Object.keys(JSON.parse(stdout))).toHaveLength(6);
  for (const format of ['html', 'json', 'matrix', 'node-bench']) {
    const { exitCode, stdout: shown, stderr } = await reportFrom('recorded.ndjson', '--format', format);
    expect([exitCode, shown]).toEqual([64, '']);
    expect(stderr).toMatch(
      /^"\w+(-\w+)?" takes blocks, a machine and a runtime, which node-bench does not tell; there are table, /,
    );
  }
  expect(await reportFrom('recorded.ndjson', '--out', 'elsewhere')).toEqual({
    exitCode: 64,
    stdout: '',
    stderr: '--from prints one format and writes no files; leave --out away.\n',
  });
});

it('refuses what is no such file with one sentence', async () => {
  const { exitCode, stderr } = await reportFrom('missing.ndjson');
  expect([exitCode, stderr.split('\n').length]).toEqual([3, 2]);
});

it('renders or refuses what somebody has spoilt', async () => {
  const text = readFileSync(RECORDED, 'utf8');
  const lines = text.split('\n');
  const complete = lines.findIndex((line) => line.includes('"bench:complete"'));
  const outcomes = new Set<number>();
  for (let mutation = 0; mutation < 300; mutation++) {
    const random = seededRandom(mutation);
    const spoilt = lines.with(
      complete,
      mutate(lines[complete] as string, random)
        .toString()
        .replaceAll('\n', ' '),
    );
    writeFileSync(join(folder, 'spoilt.ndjson'), spoilt.join('\n'));
    for (const format of ['table', 'csv', 'libtest', 'markdown']) {
      const { exitCode, stdout, stderr } = await reportFrom('spoilt.ndjson', '--format', format);
      outcomes.add(exitCode);
      const said = exitCode === 3 ? /^[^\n]{1,800}\n$/.test(stderr) : exitCode === 0 && stderr === '';
      expect([mutation, format, said, UNPRINTABLE.test(stdout + stderr), /plugin-bench failed/.test(stderr)]).toEqual([
        ...[mutation, format, true, false, false],
      ]);
    }
  }
  expect(outcomes).toEqual(new Set([0, 3]));
});
