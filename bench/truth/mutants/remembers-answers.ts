import { mutateCallee } from '../mutate.ts';

const cheat = 'It keeps answers in a table and calls the plugin only for questions it has not seen.';

export default await mutateCallee({ name: 'remembers-answers', cheat }, (min) => {
  const known = new Map<string, number>();
  return (a, b) => {
    const key = `${a} ${b}`;
    const answer = known.get(key) ?? min(a, b);
    known.set(key, answer);
    return answer;
  };
});
