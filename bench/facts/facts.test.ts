/** What is recorded of the mechanisms is what they do: the record is for the versions that are installed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ensureArtifacts } from '../artifacts/ensure.ts';
import { discoverLoaders } from '../discover.ts';
import { gapOf, placeLoaders } from '../plan/cases.ts';
import { type Facts, facts as factsSchema } from '../result/facts.ts';
import { findRuntimes, HOST } from '../sampling/runtimes.ts';
import { need } from '../testing/needs.ts';
import { collectFacts } from './collect.ts';
import { codeLines, glueLines, SHARED } from './footprint.ts';
import { writeValue } from './probes.ts';

const RECORD = fileURLToPath(new URL('recorded.json', import.meta.url));
const recorded = (JSON.parse(readFileSync(RECORD, 'utf8')) as { facts: Facts[] }).facts;

const loaders = await discoverLoaders();
const installed = await findRuntimes();
const artifacts = ensureArtifacts(() => {});
/** Every loader in every runtime that is here. */
const placed = placeLoaders({ loaders, runtimes: [HOST, ...installed], installed }).filter(
  // What a compiler has checked is not asked.
  ({ loader, runtime }) => loader.artifact !== null && runtime.info.family !== 'rust',
);

describe('recorded facts', () => {
  it('are of mechanisms that exist, and in the form of the document', () => {
    const mechanisms = loaders.map(({ mechanism }) => mechanism);
    expect(recorded.length).toBeGreaterThan(0);
    for (const { mechanism } of recorded) expect(mechanisms).toContain(mechanism);
    for (const item of recorded) expect(factsSchema.parse(item)).toEqual(item);
  });

  describe.each(
    placed.map((place) => ({ ...place, name: `${place.loader.mechanism} in ${place.runtime.name}` })),
  )('$name', (place) => {
    const record = recorded.find(
      ({ mechanism, runtime }) => mechanism === place.loader.mechanism && runtime === place.runtime.name,
    );
    const unrecorded =
      record === undefined ? `nothing is recorded for ${place.runtime.name}; "npm run facts" does` : null;
    const { isMissing, note } = need(gapOf(place.loader, artifacts, place.runtime.info) ?? unrecorded);
    it.skipIf(isMissing)(`gives the recorded answers${note}`, async () => {
      const [now] = await collectFacts({ placed: [place], artifacts, signal: new AbortController().signal });
      expect(now?.gap).toBeNull();
      expect(now?.footprint.packages).toEqual(record?.footprint.packages);
      expect(now?.footprint.platforms).toBe(record?.footprint.platforms);
      expect(now?.answers).toEqual(record?.answers);
    });
  });
});

describe('a fact', () => {
  it('tells the zeros apart, and text from numbers', () => {
    expect([-0, 0, '3', 3n, undefined, Number.NaN].map(writeValue)).toEqual([
      '-0',
      '0',
      '"3"',
      '3n',
      'undefined',
      'NaN',
    ]);
  });

  it('counts lines of code, not what is said about them', () => {
    const loadersFolder = fileURLToPath(new URL('../loaders', import.meta.url));
    const linesOf = (name: string) => codeLines(readFileSync(join(loadersFolder, `${name}.ts`), 'utf8'));
    const shared = readdirSync(join(loadersFolder, 'shared')).filter((name) => !name.endsWith('.test.ts'));
    expect(shared.map((name) => name.replace('.ts', ''))).toEqual([...SHARED]);
    expect(glueLines('koffi')).toBe(linesOf('koffi'));
    expect(glueLines('process-pipe')).toBe(
      ['process-pipe', 'shared/frames', 'shared/program'].map(linesOf).reduce((a, b) => a + b),
    );
    expect(codeLines('/** Title.\n * more */\nconst a = 1;\n\n// why\nconst b = 2; // and so\n')).toBe(2);
  });
});
