/**
 * A comparison within a budget of time: blocks go to the rows that are not decided, until all are or the time is over. What a row is
 * decided by is the gate's (gate/decide.ts); here is only who is measured on.
 */
import { decideCounted } from '../gate/counted.ts';
import { type Decision, decide, type Look, type Pair } from '../gate/decide.ts';
import { interimLook, lastLook, MOST_BLOCKS } from '../gate/looks.ts';
import { MACHINE_CASE, machineCaseOf } from '../gate/verdict.ts';
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
  const current = cases.filter(({ arm = 'current' }) => arm === 'current');
  const rows = current.filter((row) => !isFloor(row.identity) && !isCounted(row));
  const machineId = machineCaseOf(current.map(({ id }) => id)) ?? MACHINE_CASE;
  const startedAt = elapsedSeconds();
  let before = { at: startedAt, size: sizeOf(new Set(cases)) };
  let timed: ReadonlySet<C> = new Set(cases.filter((row) => !isCounted(row)));

  /** What a block of these cases takes, by the last one. The first takes longer than others: it finds the sizes of samples. */
  const expectedSeconds = (next: ReadonlySet<C>) => ((elapsedSeconds() - before.at) * sizeOf(next)) / before.size;

  function look(next: Look, collected: Collection): Set<string> {
    looks.push(next);
    const pairs = rows.map((row) => pairOf(row.id, marginOf(row), collected));
    const machine = pairOf(machineId, 0, collected);
    return openOf(decide(pairs, { looks, isPaired: true, family: rows.length, machine }), collected);
  }

  /** Cases that count work, of rows that what was counted does not decide; the floor is no row, and is counted once. */
  function countAgain(block: number, collected: Collection): C[] {
    const counted = current.filter((row) => isCounted(row) && !isFloor(row.identity));
    const undecided = openOf(
      new Map(counted.map((row) => [row.id, decideCounted(pairOf(row.id, marginOf(row), collected))])),
      collected,
    );
    return cases.filter((row) => undecided.has(row.id) && block < (row.mostBlocks ?? Number.POSITIVE_INFINITY));
  }

  return {
    looks: () => looks,
    select(block, collected) {
      if (block === 0) return new Set(cases);
      const due = interimLook(block);
      if (due !== null) {
        timed = withCompany(cases, look(due, collected), machineId);
      }
      const chosen = new Set([...timed, ...countAgain(block, collected)]);
      if (chosen.size === 0) {
        if (looks.length === 0) looks.push(lastLook(block, looks));
        return chosen;
      }
      const left = budgetSeconds - (elapsedSeconds() - startedAt);
      if (block >= MOST_BLOCKS || expectedSeconds(chosen) > left) {
        // The gate makes it, also where there has just been a look: with what error is left.
        looks.push(lastLook(block, looks));
        return new Set();
      }
      before = { at: elapsedSeconds(), size: sizeOf(chosen) };
      return chosen;
    },
  };
}

function isCounted({ isUndisturbed = false }: PlannedCase): boolean {
  return isUndisturbed;
}

/** A process in which work is counted takes many times as long as one in which it is timed. */
const COUNTED_SIZE = 20;

function sizeOf(cases: ReadonlySet<PlannedCase>): number {
  return [...cases].reduce((sum, row) => sum + (isCounted(row) ? COUNTED_SIZE : 1), 0);
}

function pairOf(id: string, margin: number, collected: Collection): Pair {
  const blocksOf = (arm: 'base' | 'current') => collected.get(arm)?.get(id)?.blocks ?? [];
  return { id, before: blocksOf('base'), now: blocksOf('current'), margin };
}

/** Rows that are not decided, and may still be: none that has failed. */
function openOf(decisions: ReadonlyMap<string, Decision>, collected: Collection): Set<string> {
  const hasFailed = (id: string) =>
    (['base', 'current'] as const).some((arm) => collected.get(arm)?.get(id)?.error != null);
  return new Set(
    [...decisions].flatMap(([id, { change }]) => (change === 'inconclusive' && !hasFailed(id) ? [id] : [])),
  );
}

/** Rows that are open, in all their arms; with any of its table the one that says what the machine does. */
function withCompany<C extends BudgetedCase>(
  cases: readonly C[],
  open: ReadonlySet<string>,
  machineId: string,
): Set<C> {
  const tables = new Set([...open].map(tableOfCase));
  const isCompany = (id: string) => id === machineId && tables.has(tableOfCase(id));
  return new Set(cases.filter(({ id }) => open.has(id) || isCompany(id)));
}
