/** docs/mechanisms.md: a section for each mechanism, and generated lines that are those of the record. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../artifacts.ts';
import { discoverLoaders } from '../discover.ts';

interface Guide {
  renderGuide(text: string, record: unknown): string;
  readRecord(): unknown;
}
const guide = (await import(join(PROJECT_ROOT, 'scripts', 'write-guide.mjs'))) as Guide;
const page = readFileSync(join(PROJECT_ROOT, 'docs', 'mechanisms.md'), 'utf8');

describe('the guide', () => {
  it('has a section for every mechanism and for nothing else', async () => {
    const sections = [...page.matchAll(/^### (\S+)$/gm)].map(([, name]) => name);
    const mechanisms = (await discoverLoaders()).map(({ mechanism }) => mechanism);
    expect(sections.sort()).toEqual(mechanisms.sort());
  });

  it('says what is recorded; "npm run facts" writes both', () => {
    expect(guide.renderGuide(page, guide.readRecord())).toBe(page);
  });
});
