// What `npm run setup -- NAME` installs: parts that only some need and that would be a burden on `npm ci`. Package -> version.
const { platform, arch } = process;
const nodeMajor = Number(process.versions.node.split('.')[0]);
const windowsOr = (name) => (platform === 'win32' ? 'windows' : name);
const denoTarget =
  platform === 'linux' ? `linux-${arch}-glibc` : platform === 'win32' ? `win32-${arch}` : `${platform}-${arch}`;

export const SETS = {
  /** Types, lint and format (`npm run check`). */
  check: { '@biomejs/biome': '2.5.0', typescript: '7.0.2' },
  /** Tests of the HTML report, with a Chromium that is there already. */
  browser: { 'playwright-core': '1.65.1' },
  /** The newest that the running Node.js accepts; version 5 is compiled at installation. */
  'isolated-vm': { 'isolated-vm': nodeMajor >= 24 ? '7.0.1' : '5.0.4' },
  /** Only to build these plugins again: both are checked in. */
  assemblyscript: { assemblyscript: '0.28.20' },
  jco: { '@bytecodealliance/jco': '1.35.0' },
  /** Runtimes, for `run --runtimes`. */
  'node-26': { [`node-${windowsOr(platform).replace('windows', 'win')}-${arch}`]: '26.10.0' },
  bun: { [`@oven/bun-${windowsOr(platform)}-${arch === 'arm64' ? 'aarch64' : arch}`]: '1.4.5' },
  deno: { [`@deno/${denoTarget}`]: '2.9.6' },
};
