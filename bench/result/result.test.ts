import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sampleDocument } from '../testing/sample-document.ts';
import { SCHEMA_VERSION } from './document.ts';
import { documentJsonSchema, parseDocument } from './parse.ts';
import { prepareFolder, readDocument, removeHalfWritten, toJson, writeFiles } from './store.ts';

const text = toJson(sampleDocument());
const folder = () => mkdtempSync(join(tmpdir(), 'plugin-bench-result-'));

describe('a document', () => {
  it('survives being written and read', () => {
    expect(parseDocument(text, 'x.json')).toEqual(sampleDocument());
  });

  it.each([
    ['truncated', text.slice(0, text.length / 2), /^x\.json is not JSON .*truncated.*measure again\.$/],
    ['empty', '', /is not JSON/],
    [
      'of another schema version',
      text.replace(`"schemaVersion": ${SCHEMA_VERSION}`, '"schemaVersion": 99'),
      /schema version 99.*reads version \d/,
    ],
    ['of no schema version', '{}', /schema version undefined/],
    ['not an object', '[1, 2]', /schema version undefined/],
    ['with NaN', text.replace(/"median": [\d.]+/, '"median": NaN'), /is not JSON/],
    [
      'with null for a number',
      text.replace(/"median": [\d.]+/, '"median": null'),
      /cases\.\d+\.summary\.perIteration\.median/,
    ],
    ['with a negative duration', text.replace(/"sampleValues": \[[\d.]+/, '"sampleValues": [-1'), /sampleValues\.0/],
    ['with a field nobody knows', text.replace('"schemaVersion": ', '"extra": 2, "schemaVersion": '), /extra/],
    [
      'with a case of no table',
      text.replace(/"scenario": "call",(\s+"mechanism")/, '"scenario": "cull",$1'),
      /cases\.\d+\.scenario.*no table "cull"/,
    ],
    ['with an unknown status', text.replace('"status": "skipped"', '"status": "forgotten"'), /cases\.\d+\.status/],
  ])('that is %s is refused with one sentence', (_what, broken, message) => {
    expect(() => parseDocument(broken, 'x.json')).toThrow(message);
    try {
      parseDocument(broken, 'x.json');
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });

  it('has a JSON Schema that is shipped and up to date ("npm run schema" renews it)', () => {
    const shipped = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'document.schema.json'), 'utf8');
    expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(documentJsonSchema())));
  });
});

describe('files', () => {
  it('are written whole and leave nothing else behind', () => {
    const out = folder();
    expect(
      writeFiles(
        out,
        new Map([
          ['a.txt', 'one'],
          ['b.txt', 'two'],
        ]),
      ),
    ).toEqual({ folder: out, code: null });
    expect(readdirSync(out).sort()).toEqual(['a.txt', 'b.txt']);
  });

  it('go to the temporary folder when their own was lost during the run', () => {
    const gone = join(folder(), 'gone');
    const { folder: refuge, code } = writeFiles(gone, new Map([['a.txt', 'one']]));
    expect([refuge === gone, code]).toEqual([false, 'ENOENT']);
    expect(readFileSync(join(refuge ?? '', 'a.txt'), 'utf8')).toBe('one');
  });

  it('half written by a process that was killed go, those of one that lives stay', () => {
    const out = folder();
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    for (const name of [`latest.json.${pid}.tmp`, `latest.md.${process.pid}.tmp`, 'my.tmp']) {
      writeFileSync(join(out, name), '');
    }
    removeHalfWritten(out);
    expect(readdirSync(out).sort()).toEqual([`latest.md.${process.pid}.tmp`, 'my.tmp']);
  });

  it('that cannot be written are noticed before anything is measured', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(() => prepareFolder(join(file, 'reports'))).toThrow(
      /cannot be written.*make it writable or choose another with --out/,
    );
  });

  it('that cannot be read are named', () => {
    expect(() => readDocument('/nowhere/latest.json')).toThrow(/\/nowhere\/latest\.json cannot be read \(ENOENT\)/);
  });
});
