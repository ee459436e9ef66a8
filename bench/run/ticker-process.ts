/** The process that says what goes on while another one is blocked, see activity.ts. Argument: what, and the shape of the output. */
import { CLEAR, isDue, type Shape, tickText } from './ticker.ts';

const { what, ...shape } = JSON.parse(process.argv[2] ?? '{}') as Shape & { readonly what: string };
/** For tests; in milliseconds. */
const interval = Number(process.argv[3] ?? 1000);
let seconds = 0;
setInterval(() => {
  seconds++;
  if (isDue(seconds, shape)) process.stderr.write(tickText(what, seconds, shape));
}, interval);
// The pipe is closed when the work is done, and when whoever did it is gone.
process.stdin.resume().on('end', () => end());
process.on('SIGTERM', () => end());

function end(): void {
  if (shape.isTerminal && seconds > 0) process.stderr.write(CLEAR);
  process.exit();
}
