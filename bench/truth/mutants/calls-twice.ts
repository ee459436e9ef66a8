import { mutateCallee } from '../mutate.ts';

const cheat = 'It makes every call twice, as a retry or a wrapper does by mistake.';

export default await mutateCallee({ name: 'calls-twice', cheat }, (min) => (a, b) => {
  min(a, b);
  return min(a, b);
});
