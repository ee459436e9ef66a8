/** A folder for builds that are compared. It is removed whatever happens: should this process be killed, another one removes it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptPath } from '../sampling/launch.ts';

export interface Scratch {
  readonly folder: string;
  remove(): void;
}

export function openScratch(): Scratch {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plugin-bench-compare-')));
  // It sleeps on a pipe that closes with us.
  const sweeper = spawn(process.execPath, [scriptPath('builds/sweeper'), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without it everything works, but for what a kill of this process leaves behind.
  sweeper.on('error', () => {});
  sweeper.unref();
  (sweeper.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return {
    folder,
    remove() {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      sweeper.stdin?.end();
    },
  };
}
