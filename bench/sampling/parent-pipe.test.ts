import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

const modulePath = JSON.stringify(new URL('../../dist/sampling/parent-pipe.js', import.meta.url).href);

function runnerDoing(script: string) {
  const code = `const { requestLines, writeReply } = await import(${modulePath}); ${script}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: ['pipe', 'pipe', 'inherit'] });
}

const ECHO = 'for await (const line of requestLines()) writeReply("<" + line + ">\\n");';

describe('the pipes of a runner', () => {
  it('give line by line, however the bytes arrive', async () => {
    const child = runnerDoing(ECHO);
    const answer = text(child.stdout);
    const bytes = Buffer.from('one\ntwo über\n\nlong '.concat('x'.repeat(200_000), '\nnever ended'));
    for (const at of [2, 9, 10, 11, 16, 60_000]) {
      child.stdin.write(bytes.subarray(0, at));
      await sleep(5);
      child.stdin.write(bytes.subarray(at));
      await sleep(5);
    }
    child.stdin.end();
    const lines = (await answer).trimEnd().split('\n');
    expect(lines.slice(0, 4)).toEqual(['<one>', '<two über>', '<>', `<long ${'x'.repeat(200_000)}>`]);
    expect(lines.slice(4, 6)).toEqual(['<never endedone>', '<two über>']);
    expect(lines).toHaveLength(24);
  });

  it('work when somebody has made them non-blocking, as process.stdin and process.stdout do', async () => {
    const child = runnerDoing(`process.stdin.on('error', () => {}).pause(); process.stdout.write(''); ${ECHO}`);
    const answer = text(child.stdout);
    await sleep(50);
    child.stdin.end(`${'y'.repeat(3_000_000)}\n`);
    expect((await answer).length).toBe(3_000_003);
  });

  it('say when the parent is gone', async () => {
    const child = runnerDoing(
      'try { for (;;) writeReply("z".repeat(65_536)); } catch ({ code }) { process.exit(code === "EPIPE" ? 7 : 8); }',
    );
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([7, null]);
  });
});
