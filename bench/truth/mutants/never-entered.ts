import { mutateCallee } from '../mutate.ts';

const cheat = 'It loads the module, and never enters it: JavaScript of the host gives the right answers, inlined.';

export default await mutateCallee({ name: 'never-entered', cheat }, () => (a, b) => (a < b ? a : b));
