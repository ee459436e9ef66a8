/** Documents and reports are published: they say which file, and not where on whose machine it lies. */
import { homedir, tmpdir } from 'node:os';
import { printable } from './printable.ts';

/** In place of the folders of a path. */
const CUT = '…/';
/** Where a path may begin: not within a word (`call/worker-message` below a root `/work`), a path or a URL. */
const BEGINS = '(?<![\\w:/.…~-])';
/** How a stack names a file. */
const FILE_URL = /file:\/\/(?=[\\/])/g;
/** Folders of an absolute path. */
const FOLDERS = /(?<![\w:/.…~-])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:'"`<>|()[\],;]+[\\/])+/g;

/** @param roots folders of this machine, which may contain what else ends a path: spaces, brackets */
export function redactor(roots: readonly string[]): (text: string) => string {
  const known = [...new Set([...roots, tmpdir(), homedir()])].filter((root) => /[^\\/]{2}/.test(root));
  // The longest first: one may lie within another.
  known.sort((a, b) => b.length - a.length);
  const folders = known.map((root) => new RegExp(`${BEGINS}${escapeRegExp(root)}(?:[\\\\/]|(?![\\w-]))`, 'g'));
  return (text) => {
    const short = folders.reduce((rest, root) => rest.replace(root, CUT), text.replace(FILE_URL, ''));
    return printable(short.replace(FOLDERS, CUT).replace(/(?:…[\\/])+(?:[^\s\\/:'"`<>|()[\],;]+[\\/])*/g, CUT));
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
