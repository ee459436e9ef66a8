import { describe, expect, it } from 'vitest';
import { sampleDocument } from '../testing/sample-document.ts';
import { readGuide } from './formats/html.ts';
import { guideOf, sectionUrl } from './guide.ts';
import { renderPage } from './page/template.ts';

const GUIDE =
  '# Mechanisms\n\n## Native\n\n### koffi\n\nA library.\n\n### In the Rust host only\n\n`dlopen2` and more.\n\n## Wasm\n\n`wasm`\n';

describe('the guide', () => {
  it('has a section for a mechanism, its own or one with others', () => {
    const { sectionOf } = guideOf(GUIDE, undefined);
    expect(['koffi', 'dlopen2', 'wasm'].map(sectionOf)).toEqual(['koffi', 'In the Rust host only', undefined]);
  });

  it('is the one of the project', () => {
    const { sectionOf } = readGuide();
    expect(['koffi', 'wasmtime', 'libloading'].map(sectionOf)).toEqual(['koffi', 'wasmtime', 'In the Rust host only']);
  });

  it.each([
    'github:owner/name',
    'owner/name',
    'https://github.com/owner/name',
    { type: 'git', url: 'git+https://github.com/owner/name.git' },
    { url: 'git+ssh://git@github.com/owner/name.git' },
    'git@github.com:owner/name.git',
  ])('has an address where the project has a repository: %j', (repository) => {
    const guide = guideOf(GUIDE, repository);
    expect(sectionUrl(guide, 'In the Rust host only')).toBe(
      'https://github.com/owner/name/blob/HEAD/docs/mechanisms.md#in-the-rust-host-only',
    );
  });

  it.each([
    undefined,
    7,
    '',
    'javascript:alert(1)',
    'https://host/"><script>',
    { url: null },
  ])('and none elsewhere: %j', (repository) => {
    expect(guideOf(GUIDE, repository).url).toBeNull();
  });
});

describe('the page', () => {
  const pageOf = (repository: unknown) => renderPage(sampleDocument(), { modules: [] }, guideOf(GUIDE, repository));

  it('links rows to their section', () => {
    const page = pageOf('github:owner/name');
    const links = page.match(
      /<a href="https:\/\/github\.com\/owner\/name\/blob\/HEAD\/docs\/mechanisms\.md#koffi"[^>]*>/g,
    );
    // From the matrix and from the note.
    expect(links).toHaveLength(2);
    expect(page).toMatch(/<tr id="call\/koffi">/);
  });

  it('says the name of the section where there is no address', () => {
    const page = pageOf(undefined);
    expect(page).not.toContain('https://');
    expect(page).toContain('title="docs/mechanisms.md, section koffi"');
    expect(page).toContain('docs/mechanisms.md describes each mechanism in a section of its name');
  });
});
