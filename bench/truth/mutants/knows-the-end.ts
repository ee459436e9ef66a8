import min from '../../contract/functions/min.ts';
import { expectedChecksum } from '../../contract/signatures/i32-i32-to-i32.ts';
import { mutateLoop } from '../mutate.ts';

const cheat = 'It calls nothing and returns the end of the chain, which it worked out itself.';

export default await mutateLoop({ name: 'knows-the-end', cheat }, (routine, _min, { inputs }) => {
  const ends = new Map<number, number>();
  return {
    ...routine,
    run(iterations) {
      const end = ends.get(iterations) ?? expectedChecksum(min, inputs, iterations);
      ends.set(iterations, end);
      return end;
    },
  };
});
