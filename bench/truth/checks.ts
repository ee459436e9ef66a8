/** All checks, in the order in which they run and are reported. */
import type { Check } from './check.ts';
import abi from './checks/abi.ts';
import article from './checks/article.ts';
import batches from './checks/batches.ts';
import clones from './checks/clones.ts';
import engineLadder from './checks/engine-ladder.ts';
import enginePeers from './checks/engine-peers.ts';
import floor from './checks/floor.ts';
import ladder from './checks/ladder.ts';
import mutants from './checks/mutants.ts';
import neighbours from './checks/neighbours.ts';
import orders from './checks/orders.ts';
import overhead from './checks/overhead.ts';
import peers from './checks/peers.ts';
import sizes from './checks/sizes.ts';
import tiers from './checks/tiers.ts';
import ties from './checks/ties.ts';
import type { SuiteName } from './document.ts';

/** What `doctor --full` asks of the suite, and what `article` asks of the article. */
export const SUITE_CHECKS: Record<SuiteName, readonly Check[]> = {
  truth: [
    floor,
    ladder,
    engineLadder,
    mutants,
    tiers,
    batches,
    overhead,
    clones,
    ties,
    orders,
    neighbours,
    peers,
    enginePeers,
  ] as readonly Check[],
  article: [article, abi, sizes] as readonly Check[],
};

export const CHECKS: readonly Check[] = [...SUITE_CHECKS.truth, ...SUITE_CHECKS.article];
