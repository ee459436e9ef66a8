/** Plugins that are not as they should be: each built or made for real, or missing with a reason. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { findEngines } from '../../artifacts/engines.ts';
import { PROJECT_ROOT } from '../../artifacts/files.ts';
import { libraryName } from '../../artifacts/kinds.ts';
import {
  cargo,
  type Defect,
  damage,
  fileOf,
  gap,
  HOST_TOOLCHAIN,
  NO_ELF,
  type PluginFile,
  toolchainOf,
  versionOf,
  type Workshop,
} from './build.ts';
import { tinyModule } from './tiny-module.ts';

/** Makes one plugin with one defect. */
type Make = (defect: Defect, workshop: Workshop) => PluginFile;

const NOT_APPLICABLE = {
  native: 'does not apply: the contract has no version',
  wasm: 'does not apply: modules are portable and carry their types',
  process: 'does not apply: only bytes cross',
};

const ABNORMAL = join(PROJECT_ROOT, 'plugins-native', 'abnormal', 'plugin.rs');
const CFG: Partial<Record<Defect, string>> = {
  'wrong type': 'wrong_type',
  'missing symbol': 'missing',
  'other version': 'other_version',
  panic: 'panics',
};

/** A dynamic library by rustc alone; one file serves every mechanism that only opens libraries. */
const library: Make = (defect, { folder }) => {
  const path = join(folder, libraryName(process.platform, `abi_${defect.replaceAll(' ', '_')}`));
  if (defect === 'other architecture' && NO_ELF !== null) return NO_ELF;
  const toolchain = toolchainOf(defect);
  if ('gap' in toolchain) return toolchain;
  if (!existsSync(path)) {
    const [command = '', ...args] = toolchain.command;
    const cfg = CFG[defect] === undefined ? [] : ['--cfg', CFG[defect]];
    const how = [
      '--edition',
      '2021',
      '--crate-type',
      'cdylib',
      '--crate-name',
      'plugin',
      '-C',
      'opt-level=3',
      '-C',
      'strip=symbols',
    ];
    execFileSync(command, [...args, ...how, ...cfg, ...toolchain.flags, '-o', path, ABNORMAL], { stdio: 'pipe' });
    damage(defect, path);
  }
  return { path, builtWith: toolchain.builtWith };
};

/** abi_stable compares what both sides were compiled from, so its plugins are built by cargo, from revisions of the interface. */
const abiStable: Make = (defect, workshop) => {
  const { artifacts, folder } = workshop;
  const healthy = fileOf(artifacts.get('abi-stable-library'));
  if ('gap' in healthy) return healthy;
  if (defect === 'other architecture' && NO_ELF !== null) return NO_ELF;
  const path = join(folder, libraryName(process.platform, `abi_stable_${defect.replaceAll(' ', '_')}`));
  switch (defect) {
    case 'healthy':
    case 'truncated':
    case 'other architecture':
      copyFileSync(healthy.path, path);
      damage(defect, path);
      return { path, builtWith: healthy.builtWith };
    case 'missing symbol':
      return library(defect, workshop);
    case 'wrong type':
    case 'other version':
    case 'panic':
      return cargo(
        path,
        [],
        { 'wrong type': 'wrong-type', 'other version': 'other-version', panic: 'panics' }[defect],
        '',
      );
    case 'other compiler':
    case 'other layout': {
      const nightly = versionOf(['rustc', '+nightly']);
      if (nightly === null) return gap('there is no nightly Rust here: "rustup toolchain install nightly"');
      return cargo(path, ['+nightly'], null, defect === 'other layout' ? '-Z randomize-layout' : '');
    }
    default:
      return defect satisfies never;
  }
};

/** Modules that a few bytes describe, from the test suite's own encoder. */
const wasm: Make = (defect, { artifacts, folder }) => {
  const healthy = fileOf(artifacts.get('wasm-module'));
  if ('gap' in healthy) return healthy;
  const path = join(folder, `${defect.replaceAll(' ', '_')}.wasm`);
  const made = { path, builtWith: 'this suite, byte by byte' };
  switch (defect) {
    case 'healthy':
      return healthy;
    case 'wrong type':
      writeFileSync(path, tinyModule({ name: 'with_extern', type: 'f64' }));
      return made;
    case 'missing symbol':
      writeFileSync(path, tinyModule({ name: 'another_name', type: 'i32' }));
      return made;
    case 'panic':
      writeFileSync(path, tinyModule({ name: 'with_extern', type: 'i32', traps: true }));
      return made;
    case 'truncated':
      copyFileSync(healthy.path, path);
      damage(defect, path);
      return { path, builtWith: healthy.builtWith };
    case 'other compiler':
    case 'other layout':
    case 'other version':
    case 'other architecture':
      return gap(NOT_APPLICABLE.wasm);
    default:
      return defect satisfies never;
  }
};

/** Machine code again, and of one version of one engine: the compiled form of a module. */
const compiledModule: Make = (defect, workshop) => {
  const { artifacts, folder } = workshop;
  const healthy = fileOf(artifacts.get('wasmtime-module'));
  if ('gap' in healthy) return healthy;
  const path = join(folder, `${defect.replaceAll(' ', '_')}.cwasm`);
  switch (defect) {
    case 'healthy':
      return healthy;
    case 'truncated':
      copyFileSync(healthy.path, path);
      damage(defect, path);
      return { path, builtWith: healthy.builtWith };
    case 'other version':
      return precompile(path, workshop, healthy.builtWith, ['version', 'another']);
    case 'other architecture':
      return precompile(path, workshop, healthy.builtWith, ['target', FOREIGN_TARGET]);
    case 'wrong type':
    case 'missing symbol':
    case 'panic':
    case 'other compiler':
    case 'other layout':
      return gap('as for wasmtime: what is compiled is the same module');
    default:
      return defect satisfies never;
  }
};

/** Another processor than this one. */
const FOREIGN_TARGET = process.arch === 'arm64' ? 'x86_64-unknown-linux-gnu' : 'aarch64-unknown-linux-gnu';

/** Compiles the plugin ahead of time for a host that is not this one. */
function precompile(path: string, { artifacts }: Workshop, engine: string, foreign: readonly string[]): PluginFile {
  const module = fileOf(artifacts.get('wasm-module'));
  const engines = findEngines();
  if ('gap' in module) return module;
  if (engines.state === 'missing') return gap(engines.reason);
  execFileSync(engines.engines.host, ['precompile', module.path, path, ...foreign], { stdio: 'pipe' });
  return { path, builtWith: `${engine}, for the ${foreign.join(' ')}` };
}

/** A program: what it was built from does not matter, whether it answers does. */
const program: Make = (defect, { artifacts, folder }) => {
  const healthy = fileOf(artifacts.get('executable'));
  if ('gap' in healthy) return healthy;
  if (defect === 'other architecture' && NO_ELF !== null) return NO_ELF;
  const path = join(folder, `${defect.replaceAll(' ', '_')}-program${extname(healthy.path)}`);
  switch (defect) {
    case 'healthy':
      return healthy;
    case 'truncated':
    case 'other architecture':
      copyFileSync(healthy.path, path);
      damage(defect, path);
      return { path, builtWith: healthy.builtWith };
    case 'panic': {
      const source = join(folder, 'panics.rs');
      writeFileSync(source, 'fn main() { panic!("a plugin that panics") }\n');
      execFileSync(HOST_TOOLCHAIN, ['-o', path, source], { stdio: 'pipe' });
      return { path, builtWith: versionOf([HOST_TOOLCHAIN]) ?? 'rustc' };
    }
    case 'wrong type':
    case 'missing symbol':
    case 'other version':
    case 'other compiler':
    case 'other layout':
      return gap(NOT_APPLICABLE.process);
    default:
      return defect satisfies never;
  }
};

/** Mechanism of the table -> how its plugins are made. */
export const MAKERS: Readonly<Record<string, Make>> = {
  libloading: (defect, workshop) =>
    defect === 'other version' ? gap(NOT_APPLICABLE.native) : library(defect, workshop),
  vtable: library,
  'rust-abi': (defect, workshop) =>
    defect === 'other version' ? gap(NOT_APPLICABLE.native) : library(defect, workshop),
  'abi-stable': abiStable,
  wasmtime: wasm,
  'wasmtime-aot': compiledModule,
  wasmer: wasm,
  wasmi: wasm,
  'process-pipe': program,
};
