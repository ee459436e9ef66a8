import { mutateLoop } from '../mutate.ts';

const cheat = 'It makes every call, rightly, but before the clock is started.';

export default await mutateLoop({ name: 'works-outside', cheat }, (routine) => {
  let done: { iterations: number; result: number } | null = null;
  let expected = 0;
  return {
    ...routine,
    async beforeSample() {
      if (expected > 0) done = { iterations: expected, result: await routine.run(expected, () => {}) };
    },
    run(iterations, markPhase) {
      const before = done;
      done = null;
      expected = iterations;
      return before?.iterations === iterations ? before.result : routine.run(iterations, markPhase);
    },
  };
});
