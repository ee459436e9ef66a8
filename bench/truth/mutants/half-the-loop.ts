import { mutateLoop } from '../mutate.ts';

const cheat = 'It runs half of the iterations that it is paid for.';

export default await mutateLoop({ name: 'half-the-loop', cheat }, (routine) => ({
  ...routine,
  run: (iterations, markPhase) => routine.run(Math.ceil(iterations / 2), markPhase),
}));
