/** All checks: one for each module in `checks/`. */
import { importAll } from '../scan.ts';
import type { Check } from './check.ts';
import type { SuiteName } from './document.ts';

const checks = await importAll<Check>(new URL('checks/', import.meta.url));

export const CHECKS: readonly Check[] = [...checks.values()].sort((a, b) => a.order - b.order);

/** What `doctor --full` asks of the suite, and what `article` asks of the article, in the order in which they run. */
export const SUITE_CHECKS: Record<SuiteName, readonly Check[]> = {
  truth: CHECKS.filter(({ suite }) => suite === 'truth'),
  article: CHECKS.filter(({ suite }) => suite === 'article'),
};
