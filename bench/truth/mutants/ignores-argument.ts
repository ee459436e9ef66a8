import { mutateCallee } from '../mutate.ts';

export default await mutateCallee(
  { name: 'ignores-argument', cheat: 'It looks at its first argument only.' },
  (min) => (a) => min(a, a),
);
