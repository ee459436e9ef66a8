import { homedir, tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { redactor } from './redact.ts';

const redact = redactor(['/srv/My Projects (ü)/plugin bench', '/srv/My Projects (ü)']);

describe('what is published', () => {
  it.each([
    [
      'koffi: /home/ada/work/libmin.so: cannot open shared object file',
      'koffi: …/libmin.so: cannot open shared object file',
    ],
    ["ENOENT: no such file, open '/var/folders/x y/a/b.wasm'", "ENOENT: no such file, open '…/x y/a/b.wasm'"],
    ['at /srv/My Projects (ü)/plugin bench/dist/loaders/koffi.js:3', 'at …/koffi.js:3'],
    [`(${tmpdir()}/plugin-bench-12-ab/copy-x/min.so)`, '(…/min.so)'],
    ['at open (file:///srv/My Projects (ü)/plugin bench/a.js:3) file:///opt/b/c.js', 'at open (…/a.js:3) …/c.js'],
    [`${homedir()}/.cache/plugin-bench`, '…/plugin-bench'],
    ['C:\\Users\\Ada\\min.dll is not a valid Win32 application', '…/min.dll is not a valid Win32 application'],
  ])('names files without their folders: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'see https://nodejs.org/api/n-api.html and https://doc.rust-lang.org/reference/',
    'call/koffi and 5 µs/iter, min(2**40, 5), 1/2, and/or',
    'double(double, double), @scope/name/file, wasm32-wasi/release',
    '--require=… and …/x.js',
  ])('leaves the rest alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('leaves words alone that a root is part of', () => {
    const short = redactor(['/work', '/node']);
    for (const id of ['call/worker-message', 'call/node-vm', 'setup/node-wasi@node-26']) expect(short(id)).toBe(id);
    expect(short('open /work/x.so in /work, /node/y')).toBe('open …/x.so in …/, …/y');
  });

  it('is the same when it is done twice', () => {
    const once = redact('/a/b/c.so needs /d/e/f.so in /srv/My Projects (ü)/x/y');
    expect(once).toBe('…/c.so needs …/f.so in …/y');
    expect(redact(once)).toBe(once);
  });
});
