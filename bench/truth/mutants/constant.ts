import { mutateCallee } from '../mutate.ts';

export default await mutateCallee(
  { name: 'constant', cheat: 'It answers the same number whatever the arguments are.' },
  () => () => 7,
);
