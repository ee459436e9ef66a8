/**
 * The guard, see process-group.ts. On standard input `+PID` and `-PID`, one a line: leaders of groups that began and that ended. Its
 * argument begins the marks of all that they have started.
 */
import { createInterface } from 'node:readline';
import { killStrays } from './strays.ts';

const leaders = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) leaders.add(pid);
  else leaders.delete(pid);
}
// The pipe is closed: whoever started them is gone.
for (const pid of leaders) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
const [, , mark] = process.argv;
if (mark !== undefined) killStrays(mark);
