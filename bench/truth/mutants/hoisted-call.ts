import { mutateLoop } from '../mutate.ts';

const cheat = 'The call is pure and its arguments do not change, so it is made once, before the loop.';

export default await mutateLoop({ name: 'hoisted-call', cheat }, (routine, min) => ({
  ...routine,
  run(iterations) {
    const answer = min(1, 2);
    let result = 0;
    for (let i = 0; i < iterations; i++) result ^= answer;
    return result;
  },
}));
