import { mutateCallee } from '../mutate.ts';

export default await mutateCallee(
  { name: 'other-symbol', cheat: 'It bound another function of the plugin: the greater of the two.' },
  () => (a, b) => Math.max(a, b),
);
