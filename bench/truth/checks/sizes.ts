/** The article's `crate-type` sizes: the plugin as `dylib` and as `cdylib`, built as the article did, and what else shrinks it. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../artifacts/files.ts';
import { libraryName } from '../../artifacts/kinds.ts';
import { formatBytes } from '../../report/format.ts';
import { type Check, CheckGap } from '../check.ts';
import type { Judgement } from '../document.ts';

interface Built {
  readonly what: string;
  readonly flags: string[];
  readonly bytes: number;
}

interface Samples {
  readonly compiler: string;
  readonly built: Built[];
}

const SOURCE = join(PROJECT_ROOT, 'plugins-native', 'min', 'src', 'lib.rs');
/** `cargo build --release` of the article's time gave its crate no other options. */
const RELEASE = ['-C', 'opt-level=3'];
const VARIANTS: readonly { readonly what: string; readonly flags: string[] }[] = [
  { what: 'dylib, as in the article', flags: ['--crate-type', 'dylib', ...RELEASE] },
  { what: 'cdylib, as in the article', flags: ['--crate-type', 'cdylib', ...RELEASE] },
  { what: 'cdylib, stripped', flags: ['--crate-type', 'cdylib', ...RELEASE, '-C', 'strip=symbols'] },
  {
    what: 'cdylib, stripped, one unit with the standard library, panic aborts',
    flags: ['--crate-type', 'cdylib', ...RELEASE, '-C', 'strip=symbols', '-C', 'lto=fat', '-C', 'panic=abort'],
  },
  {
    what: 'dylib that shares the standard library',
    flags: ['--crate-type', 'dylib', ...RELEASE, '-C', 'prefer-dynamic'],
  },
];
/** "the resulting shared object for the plugin has a size of 4.8Mb, whereas with cdylib it's just 2.9Mb". */
const PUBLISHED: Readonly<Record<string, string>> = {
  'dylib, as in the article': '4.8 MB',
  'cdylib, as in the article': '2.9 MB',
};

const sizes: Check<Samples> = {
  name: 'sizes',
  suite: 'article',
  order: 3,
  title: "The article's crate types",
  question: 'Is a cdylib still so much smaller than a dylib?',

  async measure({ temporaryFolder, say }) {
    let compiler: string;
    try {
      compiler = execFileSync('rustc', ['--version'], { stdio: 'pipe' }).toString().trim();
    } catch {
      throw new CheckGap('There is no rustc here; install Rust from https://rustup.rs.');
    }
    const built = VARIANTS.map(({ what, flags }, index) => {
      say(what);
      const path = join(temporaryFolder, libraryName(process.platform, `size_${index}`));
      execFileSync('rustc', ['--edition', '2021', ...flags, '--crate-name', 'plugin_min', '-o', path, SOURCE], {
        stdio: 'pipe',
      });
      return { what, flags, bytes: statSync(path).size };
    });
    return { compiler, built };
  },

  judge({ compiler, built }): Judgement {
    const [dylib, cdylib] = built.map(({ bytes }) => bytes);
    return {
      findings: [
        {
          claim: 'a cdylib is smaller than a dylib',
          bound: 'as the article says',
          seen: built
            .slice(0, 2)
            .map(({ bytes }) => formatBytes(bytes))
            .join(' and '),
          holds: cdylib !== undefined && dylib !== undefined && cdylib < dylib,
        },
      ],
      tables: [
        {
          title: `Sizes of the plugin, ${compiler}`,
          columns: ['crate type', 'published', 'here', 'flags'],
          rows: built.map(({ what, flags, bytes }) => [
            what,
            PUBLISHED[what] ?? '',
            formatBytes(bytes),
            flags.join(' '),
          ]),
          note: 'Nearly all of it is the standard library: its symbols, and the code that prints a panic.',
        },
      ],
    };
  },
};

export default sizes;
