/** What a run writes may be published: nothing in it says on whose machine, or where, it was measured. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from './artifacts/files.ts';
import { loaderSource, makeProject } from './testing/project.ts';

it('no output holds a path, a home, a host or a secret of this machine, not even where a plugin says one', async () => {
  const secret = 'ghp_0123456789abcdef';
  const project = makeProject({ GITHUB_TOKEN: secret });
  const preload = join(project.folder, 'preload.cjs');
  writeFileSync(preload, '');
  project.env['NODE_OPTIONS'] = `--require=${preload}`;
  writeFileSync(join(project.folder, 'not a library.so'), 'no ELF');
  const says = `throw new Error("cannot open " + import.meta.dirname + "/../x.so or " + process.env.HOME + "/y.so")`;
  project.addLoader('telling', loaderSource('telling', `${says};`));
  const only = ['--only', 'call/{null,telling,koffi,wasm}', '--artifact', 'shared-library=not a library.so'];
  const { stdout, exitCode } = await project.run('run', '--quick', '--blocks', '1', ...only);
  expect(exitCode).toBe(3);
  const folder = join(project.folder, 'reports');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThanOrEqual(10);
  const texts = files.map(
    (entry) => [entry.name, readFileSync(join(entry.parentPath ?? folder, entry.name), 'utf8')] as const,
  );
  const names = [project.folder, project.temporary, PROJECT_ROOT, process.cwd(), secret, homedir()];
  const private_ = [
    ...new Set([...names, ...(/\d/.test(hostname()) && hostname().length > 6 ? [hostname()] : [])]),
  ].filter((name) => name.length > 1);
  for (const [name, text] of [...texts, ['standard output', stdout] as const]) {
    for (const word of private_) {
      const at = text.indexOf(word);
      expect(at, `${name}: ${text.slice(Math.max(0, at - 60), at + 60)}`).toBe(-1);
    }
  }
  // The check can fail: what the plugin said is there, without its folders.
  const json = texts.find(([name]) => name === 'latest.json')?.[1] ?? '';
  expect(json).toMatch(/cannot open .*…\/x\.so or …\/y\.so/);
  expect(json).toContain('not a library.so');
  project.remove();
}, 120_000);
