/** The file that `vitest bench` runs, see vitest.ts. */
import { bench } from 'vitest';
import { makeBodies, type PeerRequest } from './subject.ts';

const request = JSON.parse(process.env['PLUGIN_BENCH_PEER'] ?? '') as PeerRequest;
for (const [name, body] of await makeBodies(request)) bench(name, () => void body(), { time: 200 });
