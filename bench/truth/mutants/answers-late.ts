import { mutateCallee } from '../mutate.ts';

const cheat = 'Once checked, it gives the answer of the call before: a result that nobody waited for.';

export default await mutateCallee({ name: 'answers-late', cheat }, (min) => {
  let calls = 0;
  let before = 0;
  return (a, b) => {
    const answer = min(a, b);
    const late = ++calls > 5000 ? before : answer;
    before = answer;
    return late;
  };
});
