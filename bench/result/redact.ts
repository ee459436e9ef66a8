/** Documents and reports are published: they say which file, and not where on whose machine it lies. */
import { homedir, tmpdir } from 'node:os';
import { printable } from './printable.ts';

/** In place of the folders of a path. */
const CUT = '…/';
/** Folders of an absolute path; not of a URL, whose slashes follow a colon or a slash. */
const FOLDERS = /(?<![\w:/.…~-])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:'"`<>|()[\],;]+[\\/])+/g;

/** @param roots folders of this machine, which may contain what else ends a path: spaces, brackets */
export function redactor(roots: readonly string[]): (text: string) => string {
  const known = [...new Set([...roots, tmpdir(), homedir()])].filter((root) => /[^\\/]{2}/.test(root));
  // The longest first: one may lie within another.
  known.sort((a, b) => b.length - a.length);
  return (text) => {
    let rest = text;
    for (const root of known)
      rest = rest.replaceAll(`${root}/`, CUT).replaceAll(`${root}\\`, CUT).replaceAll(root, '…');
    return printable(rest.replace(FOLDERS, CUT).replace(/(?:…[\\/])+(?:[^\s\\/:'"`<>|()[\],;]+[\\/])*/g, CUT));
  };
}
