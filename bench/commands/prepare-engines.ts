/** The engines are built by the first run that would measure them. */
import { findEngines } from '../engines.ts';
import { buildEngines, hasCargo } from '../toolchain/engines.ts';

export interface EngineWish {
  readonly quick: boolean;
  readonly group: readonly string[];
  readonly only: readonly string[];
}

/**
 * Builds the engines for a run that would measure them and takes its time anyway. Without them its rows say what is missing.
 * @returns whether there is something new to choose from
 */
export async function prepareEngines(
  { quick, group, only }: EngineWish,
  say: (line: string) => void,
): Promise<boolean> {
  const isWanted = group.length === 0 || group.some((list) => /\b(engines|all)\b/.test(list));
  if (quick || only.length > 0 || !isWanted || findEngines().state === 'built' || !hasCargo()) return false;
  say(
    'The engines are not built yet: this takes about ten minutes on two cores, once. "--group core" does without them.',
  );
  try {
    buildEngines(say);
    return true;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  } finally {
    // A Ctrl-C that cargo took has to arrive here too.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
