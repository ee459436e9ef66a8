import { mutateCallee } from '../mutate.ts';

const cheat = 'It answers right while it is checked, and wrong once in a thousand calls after that.';

export default await mutateCallee({ name: 'sometimes-wrong', cheat }, (min) => {
  let calls = 0;
  return (a, b) => (++calls > 5000 && calls % 1000 === 0 ? a ^ 1 : min(a, b));
});
