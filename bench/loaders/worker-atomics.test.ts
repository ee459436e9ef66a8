/** The turns of the shared memory hold when somebody is woken out of turn. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { pathOf } from '../plan/cases.ts';
import workerAtomics from './worker-atomics.ts';

const CHILD = fileURLToPath(new URL('../testing/untimely-wakes.mjs', import.meta.url));
const CALLS = 5000;
/** A turn that is lost leaves both sides asleep. */
const PATIENCE_MS = 60_000;

it('a wake-up out of turn neither answers for the plugin nor loses a call', () => {
  const path = pathOf(
    workerAtomics,
    ensureArtifacts(() => {}),
  );
  const child = execFileSync(process.execPath, [CHILD, path, String(CALLS)], { timeout: PATIENCE_MS });
  expect(JSON.parse(child.toString())).toEqual({ buffers: 1, right: CALLS });
});
