/** The ladder is only worth something while no compiler shortens it: read the machine code that was built. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { versionOf } from '../artifacts/recipes/recipe.ts';
import { LINKS_PER_STEP } from '../contract/functions/spin.ts';
import { need } from '../testing/needs.ts';

const MULTIPLIER = 0x2c1b3c6d;
const FLIPPED_BITS = 0x297a2d39;
const built = ensureArtifacts(() => {}).get('shared-library');
const library = built?.state === 'built' ? built.path : '';

/** Why the native code cannot be read here. */
function gap(): string | null {
  if (process.arch !== 'x64' || process.platform !== 'linux') return 'machine code is read on x86-64 Linux only';
  if (built?.state !== 'built') return built?.reason ?? 'there is no native library';
  return versionOf('objdump') === null ? 'there is no objdump; install binutils' : null;
}

/** Instructions of an exported function; the library has no other symbols than those that it exports. */
function disassemble(name: string): string {
  const symbols = execFileSync('objdump', ['-T', library]).toString();
  const found = new RegExp(`^([0-9a-f]+) .*\\s([0-9a-f]+)\\s+(?:Base\\s+)?${name}$`, 'm').exec(symbols);
  if (found === null) throw new Error(`${library} does not export ${name}: ${symbols}`);
  const [start, size] = [found[1], found[2]].map((digits = '') => Number.parseInt(digits, 16)) as [number, number];
  const range = [`--start-address=${start}`, `--stop-address=${start + size}`];
  return execFileSync('objdump', ['-d', '--no-show-raw-insn', ...range, library]).toString();
}

describe('the chain of spin', () => {
  const { isMissing, note } = need(gap());

  it.skipIf(isMissing)(`in native code multiplies and flips in turn, with the constants of the source${note}`, () => {
    const text = disassemble('spin');
    const steps = [...text.matchAll(/\b(imul|xor) +\$0x([0-9a-f]+),%(\w+)/g)].map(
      ([, what, constant = '', register]) => ({
        what,
        constant: Number.parseInt(constant, 16),
        register,
      }),
    );
    expect(steps.length).toBeGreaterThanOrEqual(2);
    // In program order: a link is a multiplication and a flip of one register, and nothing was folded into other constants.
    for (const [index, { what, constant, register }] of steps.entries()) {
      const isMultiplication = index % 2 === 0;
      expect(what).toBe(isMultiplication ? 'imul' : 'xor');
      expect(constant).toBe(isMultiplication ? MULTIPLIER : FLIPPED_BITS);
      expect(register).toBe(steps[index - (index % 2)]?.register);
    }
    expect([...text.matchAll(/\bimul\b/g)]).toHaveLength(steps.length / 2);
    expect(text).not.toMatch(/\b(v?pmul|v?pxor|vp)/);
  });

  it('in WebAssembly multiplies and flips in turn, with the constants of the source', () => {
    const module = ensureArtifacts(() => {}).get('wasm-module');
    if (module?.state !== 'built') throw new Error(module?.reason);
    const bytes = readFileSync(module.path);
    // i32.const c, i32.mul and i32.const c, i32.xor (WebAssembly Core Specification, 5.4.7).
    const multiplications = occurrences(bytes, [0x41, ...signedLeb(MULTIPLIER), 0x6c]);
    const flips = occurrences(bytes, [0x41, ...signedLeb(FLIPPED_BITS), 0x73]);
    expect(multiplications.length).toBeGreaterThan(0);
    expect(flips).toHaveLength(multiplications.length);
    // Each flip follows its multiplication at once.
    const length = 2 + signedLeb(MULTIPLIER).length;
    expect(flips).toEqual(multiplications.map((at) => at + length));
  });

  it('has links enough for the cost of a call to be small beside a step', () => {
    expect(LINKS_PER_STEP).toBe(16);
  });
});

function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const byte = rest & 0x7f;
    const isLast = (rest >> 7 === 0 && (byte & 0x40) === 0) || (rest >> 7 === -1 && (byte & 0x40) !== 0);
    bytes.push(isLast ? byte : byte | 0x80);
    if (isLast) return bytes;
  }
}

function occurrences(bytes: Buffer, pattern: readonly number[]): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(Buffer.from(pattern)); at !== -1; at = bytes.indexOf(Buffer.from(pattern), at + 1))
    found.push(at);
  return found;
}
