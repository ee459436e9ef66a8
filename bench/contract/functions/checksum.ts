/**
 * Every byte is read: the 32-bit FNV-1a hash (G. Fowler, L. C. Noll, P. Vo, http://www.isthe.com/chongo/tech/comp/fnv/). Each byte
 * needs the result of the one before it, so that no compiler makes it faster than another by vectors, and rows differ by
 * how the bytes reach the plugin.
 */
import type { BytesFunction } from '../function.ts';
import { BYTES_EDGES } from '../signatures/bytes-to-u32.ts';

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

const checksum: BytesFunction = {
  name: 'checksum',
  signature: 'bytes-to-u32',
  answer(bytes) {
    let hash = OFFSET_BASIS;
    for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), PRIME);
    return hash >>> 0;
  },
  vectors: BYTES_EDGES,
  scenarios: ['payload-in'],
  about: 'checksum reads every byte.',
};

export default checksum;
