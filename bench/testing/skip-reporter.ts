/** A reporter for vitest: how many tests were skipped for want of what. A skip that does not say so fails the run. */
import type { Reporter, TestModule } from 'vitest/node';
import { needOf } from './needs.ts';

export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = modules.flatMap(({ children }) => [...children.allTests('skipped')].map(({ fullName }) => fullName));
    const { needs, unexplained } = countNeeds(names);
    for (const [need, count] of needs) console.log(`${count} skipped: ${need}`);
    for (const name of unexplained) console.error(`Skipped without a reason: ${name}`);
    if (unexplained.length > 0) process.exitCode = 1;
  }
}

/** @param fullNames of skipped tests. @returns what they need and how many need it, most needed first */
export function countNeeds(fullNames: readonly string[]): {
  readonly needs: readonly (readonly [need: string, count: number])[];
  readonly unexplained: readonly string[];
} {
  const counts = new Map<string, number>();
  for (const name of fullNames) {
    const need = needOf(name);
    if (need !== null) counts.set(need, (counts.get(need) ?? 0) + 1);
  }
  return {
    needs: [...counts].sort(([, a], [, b]) => b - a),
    unexplained: fullNames.filter((name) => needOf(name) === null),
  };
}
