import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { need } from '../testing/needs.ts';
import { LockedError, takeLock } from './lock.ts';

const linux = need(process.platform === 'linux' ? null : 'start times of processes are read on Linux only');

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'plugin-bench-lock-')), 'lock');
});

describe('the lock', () => {
  it('is held by one and names its holder', () => {
    const release = takeLock(path);
    expect(() => takeLock(path)).toThrow(new RegExp(`Process ${process.pid} has been measuring`));
    release();
    takeLock(path)();
    expect(existsSync(path)).toBe(false);
  });

  it('of a process that ended is taken over', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    writeFileSync(path, JSON.stringify({ pid, startTicks: null, since: 'then' }));
    takeLock(path)();
  });

  it.skipIf(linux.isMissing)(`of a process whose number was given to another is taken over${linux.note}`, () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTicks: '1', since: 'then' }));
    takeLock(path)();
  });

  it('that is not readable is taken over, one that is alive is not', () => {
    writeFileSync(path, 'not json');
    takeLock(path)();
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTicks: null, since: 'then' }));
    expect(() => takeLock(path)).toThrow(LockedError);
  });
});
