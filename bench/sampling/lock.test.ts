import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { need } from '../testing/needs.ts';
import { LOCK_FOLDER_VARIABLE, LockedError, takeLock } from './lock.ts';

const linux = need(process.platform === 'linux' ? null : 'start times of processes are read on Linux only');

const posix = need(process.platform === 'win32' ? 'Windows has other temporary folders' : null);

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'plugin-bench-lock-')), 'lock');
});

describe('the lock', () => {
  it('is held by one and names its holder', () => {
    const lock = takeLock('measuring', path);
    expect(() => takeLock('measuring', path)).toThrow(new RegExp(`Process ${process.pid} has been measuring`));
    lock.says('building');
    expect(() => takeLock('measuring', path)).toThrow(/has been building since/);
    lock.release();
    takeLock('measuring', path).release();
    expect(existsSync(path)).toBe(false);
  });

  it('of a process that ended is taken over', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    writeFileSync(path, JSON.stringify({ pid, startTicks: null, since: 'then' }));
    takeLock('measuring', path).release();
  });

  it.skipIf(linux.isMissing)(`of a process whose number was given to another is taken over${linux.note}`, () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTicks: '1', since: 'then' }));
    takeLock('measuring', path).release();
  });

  it('that is not readable is taken over, one that is alive is not', () => {
    writeFileSync(path, 'not json');
    takeLock('measuring', path).release();
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTicks: null, since: 'then' }));
    expect(() => takeLock('measuring', path)).toThrow(LockedError);
  });

  it.skipIf(posix.isMissing)(`is the same whatever TMPDIR says, in a folder that is nobody else's${posix.note}`, () => {
    const folder = join(dirname(path), 'own');
    const take = (script: string, env: NodeJS.ProcessEnv) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        env: { ...process.env, [LOCK_FOLDER_VARIABLE]: folder, ...env },
      });
    const module = JSON.stringify(new URL('../../dist/sampling/lock.js', import.meta.url).href);
    const takes = `const { takeLock } = await import(${module}); try { takeLock('measuring'); console.log('taken'); } catch ({ message }) { console.log(message); }`;
    expect(take(takes, { TMPDIR: dirname(path) }).stdout).toBe('taken\n');
    // Left behind by a process that ended: taken over, from another TMPDIR.
    const held = `process.env.TMPDIR = '/'; ${takes}; const { spawnSync } = await import('node:child_process');
      console.log(spawnSync(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(takes)}], { encoding: 'utf8' }).stdout);`;
    expect(take(held, {}).stdout).toMatch(/^taken\nProcess \d+ has been measuring since/);
    chmodSync(folder, 0o777);
    expect(take(takes, {}).stdout).toContain("is not this user's own");
    rmSync(folder, { recursive: true });
    symlinkSync(dirname(path), folder);
    expect(take(takes, {}).stdout).toContain("is not this user's own");
  });
});
