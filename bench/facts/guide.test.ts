/** docs/mechanisms.md: a section for each mechanism, and generated lines that are those of the record. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../artifacts/files.ts';
import { discoverLoaders } from '../discover.ts';

interface Recorded {
  readonly facts: { readonly mechanism: string }[];
}

interface Guide {
  renderGuide(text: string, record: Recorded): string;
  readRecord(): Recorded;
}
const guide = (await import(join(PROJECT_ROOT, 'scripts', 'write-guide.mjs'))) as Guide;
const page = readFileSync(join(PROJECT_ROOT, 'docs', 'mechanisms.md'), 'utf8');

describe('the guide', () => {
  it('has a section for every mechanism that is recorded, and for none that is not there', async () => {
    const sections = [...page.matchAll(/^### (\S+)$/gm)].map(([, name]) => name);
    const loaders = (await discoverLoaders()).map(({ mechanism }) => mechanism);
    const recorded = new Set(guide.readRecord().facts.map(({ mechanism }) => mechanism));
    expect(loaders).toEqual(expect.arrayContaining(sections));
    expect(sections).toEqual(expect.arrayContaining([...recorded, 'null', 'null-async']));
  });

  it('says what is recorded; "npm run facts" writes both', () => {
    expect(guide.renderGuide(page, guide.readRecord())).toBe(page);
  });
});
