/**
 * The crossing alone: a function of the length and the two end bytes, so that whoever passes a wrong length, another buffer, or a
 * stale one gets a wrong answer, while next to nothing is computed: (31 * length + first) * 31 + last, modulo 2^32.
 */
import type { BytesFunction } from '../function.ts';
import { BYTES_EDGES } from '../signatures/bytes-to-u32.ts';

const touch: BytesFunction = {
  name: 'touch',
  signature: 'bytes-to-u32',
  answer(bytes) {
    const [first = 0, last = 0] = [bytes[0], bytes[bytes.length - 1]];
    return (Math.imul(Math.imul(bytes.length, 31) + first, 31) + last) >>> 0;
  },
  vectors: BYTES_EDGES,
  about: 'touch looks at the length and the two end bytes.',
};

export default touch;
