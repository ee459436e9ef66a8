import { min } from './min.ts';

export { min };
