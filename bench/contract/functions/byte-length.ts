/** What the floor answers of bytes: the cheapest callee whose result still depends on its argument. No artifact has it. */
import { type BytesFunction, FLOOR_OF_BYTES } from '../function.ts';
import { BYTES_EDGES } from '../signatures/bytes-to-u32.ts';

const byteLength: BytesFunction = {
  name: FLOOR_OF_BYTES,
  signature: 'bytes-to-u32',
  answer: (bytes) => bytes.length,
  vectors: BYTES_EDGES,
  artifacts: [],
};

export default byteLength;
