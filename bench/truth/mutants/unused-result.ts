import { mutateLoop } from '../mutate.ts';

const cheat = 'Nothing depends on the answers, so a compiler may remove every call but the last.';

export default await mutateLoop({ name: 'unused-result', cheat }, (routine, min) => ({
  ...routine,
  run(iterations) {
    let result = 0;
    for (let i = 0; i < iterations; i++) result = min(i, 2 * i);
    return result;
  },
}));
