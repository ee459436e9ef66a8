/** A mechanism of the Rust host is a module and its line, and a loader that says what it is. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from './artifacts/files.ts';
import { need } from './testing/needs.ts';
import { caseOf, makeProject, type Project, readLatest } from './testing/project.ts';

/** What compiled the engines; without it hundreds of crates would be compiled for this test. */
const COMPILED = join(PROJECT_ROOT, 'dist', 'plugins', 'cargo-host');
const RUST = join('plugins-native', 'host', 'engines', 'src', 'mechanisms');

const MODULE = `//! The plugin's function, kept in a box.
use std::path::Path;

use crate::{EndPhase, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "boxed", open_host: || Ok(Box::new(Boxed)) };

struct Boxed;

impl Host for Boxed {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        (super::named("libloading")?.open_host)()?.load(artifact, function, end_phase)
    }
}
`;
const LOADER = `import { rustMechanism } from '../loader.js';
export default rustMechanism({ mechanism: 'boxed', title: 'boxed', group: 'engines', boundary: 'native', artifact: 'shared-library' });
`;

const compiled = need(existsSync(COMPILED) ? null : 'the engines were not compiled here; run "npm run build:engines"');

describe.skipIf(compiled.isMissing)(`a module of the Rust host${compiled.note}`, () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject({}, { withEngines: false });
    for (const name of ['plugins-native', 'plugins-wasm', 'scripts']) project.own(name);
    writeFileSync(join(project.folder, RUST, 'boxed.rs'), MODULE);
    const list = join(project.folder, RUST, 'mod.rs');
    const source = readFileSync(list, 'utf8');
    writeFileSync(
      list,
      source
        .replace('mod abi_stable;', 'mod abi_stable;\nmod boxed;')
        .replace('    null::', '    boxed::MECHANISM,\n    null::'),
    );
    project.addLoader('boxed', LOADER);
    // Links to what is compiled: cargo replaces files, and never writes into one.
    const target = join(project.folder, 'dist', 'plugins', 'cargo-host');
    // Copies where the temporary folder is another file system.
    const copy = 'cp -al "$0" "$1" 2>/dev/null || { rm -rf "$1"; cp -a "$0" "$1"; }';
    execFileSync('sh', ['-c', copy, realpathSync(COMPILED), target]);
    const build = [join(project.folder, 'scripts', 'build-engines.mjs')];
    const env = { ...process.env, XDG_CACHE_HOME: join(project.folder, 'cache') };
    const { status, stderr } = spawnSync(process.execPath, build, { cwd: project.folder, env, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  }, 600_000);
  afterAll(() => project.remove());

  it('is a mechanism in list, run, reports, verify and gate', async () => {
    expect((await project.run('list')).stdout).toMatch(/boxed/);
    const only = ['--only', '*/boxed@rust', 'call/{null,static-link}@rust'];
    const { exitCode, stderr } = await project.run('run', '--quick', '--blocks', '2', ...only);
    expect(exitCode, stderr).toBe(0);
    const read = (name: string) => readFileSync(join(project.folder, 'reports', name), 'utf8');
    for (const id of ['call', 'setup', 'setup-warm'].map((scenario) => `${scenario}/boxed@rust`)) {
      expect(caseOf(readLatest(project), id).status).toBe('measured');
      expect(read('latest.csv').includes(id)).toBe(true);
    }
    expect(read('latest.html').includes('boxed')).toBe(true);
    const latest = join('reports', 'latest.json');
    expect((await project.run('verify', latest)).exitCode).toBe(0);
    const again = ['run', '--quick', '--blocks', '2', '--out', 'later', ...only];
    expect((await project.run(...again)).exitCode).toBe(0);
    const gate = ['gate', '--baseline', latest, '--current', join('later', 'latest.json'), '--json'];
    expect((await project.run(...gate)).stdout).toContain('call/boxed@rust');
  }, 120_000);
});
