/** What the floor answers: the cheapest callee whose result still depends on its arguments. No artifact has it. */
import { FLOOR_FUNCTION, type NumbersFunction } from '../function.ts';
import { EDGES } from '../signatures/i32-i32-to-i32.ts';

const firstArgument: NumbersFunction = {
  name: FLOOR_FUNCTION,
  signature: 'i32-i32-to-i32',
  answer: (a) => a,
  vectors: EDGES,
  artifacts: [],
};

export default firstArgument;
