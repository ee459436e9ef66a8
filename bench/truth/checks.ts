/** All checks, in the order in which they run and are reported. */
import type { Check } from './check.ts';
import clones from './checks/clones.ts';
import floor from './checks/floor.ts';
import ladder from './checks/ladder.ts';
import mutants from './checks/mutants.ts';
import neighbours from './checks/neighbours.ts';
import orders from './checks/orders.ts';
import overhead from './checks/overhead.ts';
import peers from './checks/peers.ts';
import tiers from './checks/tiers.ts';

export const CHECKS = [floor, ladder, mutants, tiers, overhead, clones, orders, neighbours, peers] as readonly Check[];
