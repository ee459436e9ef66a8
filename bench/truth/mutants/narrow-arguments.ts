import { mutateCallee } from '../mutate.ts';

export default await mutateCallee(
  { name: 'narrow-arguments', cheat: 'It passes 16 of 32 bits, as a wrongly declared signature does.' },
  (min) => (a, b) => min((a << 16) >> 16, (b << 16) >> 16),
);
