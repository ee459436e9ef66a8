/**
 * A comparison within a budget of time: blocks go to the rows that are not decided, until all are or the time is over. What a row is
 * decided by is the gate's (gate/decide.ts); here is only who is measured on.
 */
import { type Decision, decide, type Look, type Pair } from '../gate/decide.ts';
import { interimLook, lastLook, MOST_BLOCKS } from '../gate/looks.ts';
import { MACHINE_CASE } from '../gate/verdict.ts';
import { type Case, tableOfCase } from '../result/case.ts';
import type { Collection, PlannedCase } from '../sampling/lockstep.ts';
import { isFloor } from '../statistics/evaluate.ts';

/** A case as the budget sees it. */
export interface BudgetedCase extends PlannedCase {
  readonly identity: Case & { readonly id: string };
}

export interface BudgetOptions<C extends BudgetedCase> {
  /** Cases of all arms. */
  readonly cases: readonly C[];
  readonly budgetSeconds: number;
  elapsedSeconds(): number;
  /** The share up to which a change of a row is accepted. */
  marginOf(row: C): number;
}

export interface Budget<C extends BudgetedCase> {
  /** Cases of the next block, of which `block` are done; none: it is over. */
  select(block: number, collected: Collection): ReadonlySet<C>;
  /** What was looked at, for the document. */
  looks(): readonly Look[];
}

export function planBudget<C extends BudgetedCase>(options: BudgetOptions<C>): Budget<C> {
  const { cases, budgetSeconds, elapsedSeconds, marginOf } = options;
  const looks: Look[] = [];
  const rows = cases.filter(({ arm = 'current', identity }) => arm === 'current' && !isFloor(identity));
  const startedAt = elapsedSeconds();
  let before = { at: startedAt, size: cases.length };
  let chosen: ReadonlySet<C> = new Set(cases);

  /** What a block of these cases takes, by the last one. The first takes longer than others: it finds the sizes of samples. */
  const expectedSeconds = (next: ReadonlySet<C>) => ((elapsedSeconds() - before.at) * next.size) / before.size;

  function look(next: Look, collected: Collection): Set<string> {
    looks.push(next);
    const blocksOf = (arm: 'base' | 'current', id: string) => collected.get(arm)?.get(id)?.blocks ?? [];
    const pairOf = (id: string, margin: number): Pair => {
      return { id, before: blocksOf('base', id), now: blocksOf('current', id), margin };
    };
    const pairs = rows.map((row) => pairOf(row.id, marginOf(row)));
    const circumstance = { looks, isPaired: true, family: rows.length, machine: pairOf(MACHINE_CASE, 0) };
    const hasFailed = (id: string) =>
      (['base', 'current'] as const).some((arm) => collected.get(arm)?.get(id)?.error != null);
    return new Set([...openOf(decide(pairs, circumstance))].filter((id) => !hasFailed(id)));
  }

  return {
    looks: () => looks,
    select(block, collected) {
      if (block === 0) return chosen;
      const due = interimLook(block);
      if (due !== null) {
        const open = look(due, collected);
        if (open.size === 0) return new Set();
        chosen = withCompany(cases, open);
      }
      const left = budgetSeconds - (elapsedSeconds() - startedAt);
      if (block >= MOST_BLOCKS || expectedSeconds(chosen) > left) {
        // The gate makes it, also where there has just been a look: with what error is left.
        looks.push(lastLook(block, looks));
        return new Set();
      }
      before = { at: elapsedSeconds(), size: chosen.size };
      return chosen;
    },
  };
}

function openOf(decisions: ReadonlyMap<string, Decision>): Set<string> {
  return new Set([...decisions].flatMap(([id, { change }]) => (change === 'inconclusive' ? [id] : [])));
}

/** Rows that are open, in all their arms; with any of its table the one that says what the machine does. */
function withCompany<C extends BudgetedCase>(cases: readonly C[], open: ReadonlySet<string>): Set<C> {
  const tables = new Set([...open].map(tableOfCase));
  const isCompany = (id: string) => id === MACHINE_CASE && tables.has(tableOfCase(id));
  return new Set(cases.filter(({ id }) => open.has(id) || isCompany(id)));
}
