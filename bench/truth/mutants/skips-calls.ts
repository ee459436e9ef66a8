import { mutateCallee } from '../mutate.ts';

const cheat = 'It makes every second call only, and works out the other answers in the host.';

export default await mutateCallee({ name: 'skips-calls', cheat }, (min) => {
  let calls = 0;
  return (a, b) => {
    if (++calls % 2 === 0) return min(a, b);
    return a < b ? a : b;
  };
});
