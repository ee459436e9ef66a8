import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKED_IN_KINDS, ensureArtifacts, PREBUILT_FOLDER, sourceDigest } from './ensure.ts';
import { buildFolder, digestArtifact, makeFreshCopy, sha256, withNonce } from './files.ts';
import { artifactFile } from './kinds.ts';

describe('the checked-in WebAssembly', () => {
  it('is there for every kind that a compiler of WebAssembly makes', () => {
    expect(CHECKED_IN_KINDS).toHaveLength(8);
  });

  it.each(
    CHECKED_IN_KINDS.flatMap((kind) => (['timed', 'counting'] as const).map((build) => [kind, build] as const)),
  )('%s, %s, was built from the source beside it ("npm run build -- --prebuilt" renews it)', (kind, build) => {
    const folder = buildFolder(PREBUILT_FOLDER, build);
    const records = JSON.parse(readFileSync(join(folder, 'records.json'), 'utf8'));
    expect(records[kind].sourceSha256).toBe(sourceDigest(kind, build));
    expect(records[kind].outputSha256).toBe(digestArtifact(kind, join(folder, artifactFile(kind))));
  });

  it('names no folder of the machine that built it', () => {
    const files = readdirSync(PREBUILT_FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(wasm|js)$/.test(file),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      expect(readFileSync(join(PREBUILT_FOLDER, file), 'latin1')).not.toMatch(/\w\/plugins-(wasm|native)\//);
    }
  });

  it('answers', () => {
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(readFileSync(join(PREBUILT_FOLDER, 'min.wasm'))),
    );
    expect((exports['with_extern'] as (a: number, b: number) => number)(3, -4)).toBe(-4);
  });
});

describe('a fresh copy', () => {
  it('of WebAssembly has other bytes and is still valid', async () => {
    const path = join(PREBUILT_FOLDER, 'min.wasm');
    const [first, second] = [
      await makeFreshCopy('wasm-module', path, tmpdir()),
      await makeFreshCopy('wasm-module', path, tmpdir()),
    ];
    const digests = [path, first.path, second.path].map((file) => sha256(readFileSync(file)));
    expect(new Set(digests).size).toBe(3);
    expect(WebAssembly.validate(readFileSync(first.path))).toBe(true);
    await first.remove();
    await second.remove();
    expect(existsSync(first.path)).toBe(false);
  });

  it('of a file is another inode with the same content', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plugin-bench-copy-'));
    const path = join(folder, 'lib.so');
    writeFileSync(path, 'content');
    const copy = await makeFreshCopy('shared-library', path, folder);
    expect(statSync(copy.path).ino).not.toBe(statSync(path).ino);
    expect(readFileSync(copy.path, 'utf8')).toBe('content');
    await copy.remove();
  });

  it('refuses a nonce that would not fit', () => {
    expect(() => withNonce(new Uint8Array(8), 'x'.repeat(200))).toThrow(RangeError);
  });
});

describe('given artifacts', () => {
  it('replace ours and say so', () => {
    const states = ensureArtifacts(() => {}, { 'wasm-module': join(PREBUILT_FOLDER, 'min.wasm') });
    expect(states.get('wasm-module')).toMatchObject({
      state: 'built',
      artifact: { builtWith: 'given with --artifact' },
    });
  });

  it('that do not exist are a gap with a reason', () => {
    const states = ensureArtifacts(() => {}, { 'shared-library': '/nowhere/lib.so' });
    expect(states.get('shared-library')).toMatchObject({
      state: 'missing',
      reason: '/nowhere/lib.so, given with --artifact, does not exist; give the path of a shared-library.',
    });
  });
});
