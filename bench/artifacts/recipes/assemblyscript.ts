/** The plugin in AssemblyScript, with the bindings that its compiler generates. */
import { dirname, join } from 'node:path';
import { packageFolder, packageVersion } from '../../packages.ts';
import { PROJECT_ROOT } from '../files.ts';
import { type Recipe, runTool } from './recipe.ts';

const SOURCE = 'plugins-wasm/assemblyscript.ts';
/** `raw`: bindings whose module the host brings, so that it may be another one for every load. */
const FLAGS = ['-O3', '--noAssert', '--runtime', 'stub', '--noExportMemory', '--bindings', 'raw'];

export const assemblyscriptRecipe: Recipe = {
  sources: [SOURCE],
  flags: FLAGS,
  isCheckedIn: true,
  build(path, build) {
    const folder = packageFolder('assemblyscript');
    if (folder === null) return null;
    const counting = build === 'counting' ? ['--use', 'COUNTING=1'] : [];
    const output = ['-o', join(dirname(path), 'plugin.wasm')];
    runTool(process.execPath, [
      join(folder, 'bin', 'asc.js'),
      join(PROJECT_ROOT, SOURCE),
      ...FLAGS,
      ...counting,
      ...output,
    ]);
    return `asc ${packageVersion('assemblyscript')}, ${FLAGS.slice(0, 4).join(' ')}`;
  },
};
