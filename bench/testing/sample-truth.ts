/** One fixed truth document for the tests of its reports: a ladder that holds, cheats that were caught, gaps with reasons. */
import ladder from '../truth/checks/ladder.ts';
import mutants from '../truth/checks/mutants.ts';
import { TRUTH_SCHEMA_VERSION, type TruthDocument } from '../truth/document.ts';
import { sampleDocument } from './sample-document.ts';

export function sampleTruth(): TruthDocument {
  const { environment, tool, createdAt, selfCheck } = sampleDocument();
  if (selfCheck.ladder.status !== 'measured') throw new Error('The sample document has no ladder.');
  const climbed = selfCheck.ladder.samples;
  const [runner] = climbed.runners;
  if (runner === undefined) throw new Error('The ladder of the sample document has no runner.');
  const call = { iterationsPerSample: 1000, sampleDurationsNs: [3150, 3160, 3170] };
  const ladders = [{ ...climbed, runners: [{ ...runner, call }] }];
  const caught = (name: string, guard: 'contract' | 'checksum' | 'counter') => ({
    name,
    cheat: `It cheats as ${name} does.`,
    objection: { guard, text: 'it answers 7 for (1, 2) where the contract "min" says 1' },
    floorRun: null,
  });
  const cheats = {
    mutants: [caught('constant', 'contract'), caught('half-the-loop', 'checksum'), caught('never-entered', 'counter')],
    uncounted: [],
    honest: [],
    crossings: [{ mechanism: 'koffi', calls: 100_000, instances: 'one' as const }],
  };
  const identity = ({ name, title, question }: { name: string; title: string; question: string }) => ({
    name,
    title,
    question,
  });
  const stored = <Samples>(
    check: { judge(samples: Samples): TruthJudgement } & Parameters<typeof identity>[0],
    samples: Samples,
  ) => ({
    ...identity(check),
    status: 'measured' as const,
    seconds: 12.5,
    samples: JSON.parse(JSON.stringify(samples)),
    judgement: check.judge(samples),
  });
  return {
    kind: 'plugin-bench truth',
    suite: 'truth',
    schemaVersion: TRUTH_SCHEMA_VERSION,
    tool,
    createdAt,
    durationSeconds: 431.5,
    commit: null,
    seed: 7,
    quick: false,
    environment,
    checks: [
      stored(ladder, { ladders, withoutSpin: ['koffi-static'] }),
      stored(mutants, cheats),
      { name: 'peers', title: 'Peers', question: 'And others?', status: 'skipped', reason: 'Peers are not installed.' },
      {
        name: 'orders',
        title: 'Orders',
        question: 'In another order?',
        status: 'failed',
        error: 'The runner died <there>.',
      },
    ],
  };
}

type TruthJudgement = Extract<TruthDocument['checks'][number], { status: 'measured' }>['judgement'];
