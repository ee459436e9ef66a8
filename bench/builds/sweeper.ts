/** Removes a folder when whoever made it is gone, see scratch.ts. Argument: the folder. */
import { existsSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** What builds there is ended at the same time, by another process (sampling/guard.ts), and may write until it is. */
const TRIES = 20;
const PAUSE_MS = 250;
/** So often in a row there was nothing to remove. */
const ENOUGH = 4;

process.stdin.resume().on('end', async () => {
  const [, , folder] = process.argv;
  let gone = 0;
  for (let attempt = 0; folder !== undefined && gone < ENOUGH && attempt < TRIES; attempt++) {
    gone = existsSync(folder) ? 0 : gone + 1;
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Something was written meanwhile.
    }
    await setTimeout(PAUSE_MS);
  }
  process.exit();
});
