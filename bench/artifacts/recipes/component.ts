/** The plugin as a WebAssembly component and the JavaScript that jco makes of it. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageVersion } from '../../packages.ts';
import { PROJECT_ROOT } from '../files.ts';
import { type Recipe, runTool } from './recipe.ts';
import { compileWasm, rustcRecipe, type WasmCrate } from './rustc-wasm.ts';

const PACKAGE = '@bytecodealliance/jco-transpile';
const WORLD = 'plugins-wasm/world.wit';

export function componentRecipe(core: WasmCrate): Recipe {
  const { sources, flags } = rustcRecipe(core);
  return {
    sources: [...sources, WORLD],
    flags,
    isCheckedIn: true,
    build(path, build, say) {
      const version = packageVersion(PACKAGE);
      if (version === null) return null;
      const corePath = join(dirname(path), 'core.wasm');
      const compiler = compileWasm(core, corePath, build, say);
      if (compiler === null) return null;
      const script = fileURLToPath(new URL('make-component.js', import.meta.url));
      runTool(process.execPath, [script, corePath, join(PROJECT_ROOT, WORLD), dirname(path)]);
      rmSync(corePath);
      return `${compiler}; ${PACKAGE} ${version}`;
    },
  };
}
