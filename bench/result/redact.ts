/** Documents and reports are published: they say which file, and not where on whose machine it lies. */
import { homedir, hostname, tmpdir } from 'node:os';
import { printable } from './printable.ts';

/** In place of the folders of a path. */
const CUT = '…/';
/** Where a path may begin: not within a word (`call/worker-message` below a root `/work`), a path or a URL. */
const BEGINS = '(?<![\\w:/.…~-])';
/** How a stack names a file. */
const FILE_URL = /file:\/\/(?=[\\/])/g;
/** Folders of an absolute path. */
const FOLDERS = /(?<![\w:/.…~-])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:'"`<>|()[\],;]+[\\/])+/g;

/** In place of what opens something. */
const REDACTED = '[redacted]';
/** Variables whose values open something. */
const SECRET_NAMES = /TOKEN|SECRET|PASSW|KEY|CREDENTIAL|AUTH|PROXY/i;
/** Shorter ones, and those of letters alone, are words like any other. */
const SHORTEST_SECRET = 8;
/** Who logs in, in a URL. */
const URL_USERS = /(?<=\w:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/g;

/** What must not be published, of an environment and of this machine's name. */
export function secretsOf(env: NodeJS.ProcessEnv, host = hostname()): string[] {
  const values = Object.entries(env).flatMap(([name, value = '']) => (SECRET_NAMES.test(name) ? [value] : []));
  // A name with a digit is one of a machine; others may be any word.
  return [...values, ...(/\d/.test(host) ? [host] : [])].filter(
    (text) => text.length >= SHORTEST_SECRET && !/^[\\/]|^[a-z]+$/i.test(text),
  );
}

/**
 * @param roots folders of this machine, which may contain what else ends a path: spaces, brackets
 * @param secrets texts that are no path
 */
export function redactor(
  roots: readonly string[],
  secrets: readonly string[] = secretsOf(process.env),
): (text: string) => string {
  const hidden = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  const known = [...new Set([...roots, tmpdir(), homedir()])].filter((root) => /[^\\/]{2}/.test(root));
  // The longest first: one may lie within another.
  known.sort((a, b) => b.length - a.length);
  const folders = known.map((root) => new RegExp(`${BEGINS}${escapeRegExp(root)}(?:[\\\\/]|(?![\\w-]))`, 'g'));
  return (whole) => {
    const text = hidden.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), whole).replace(URL_USERS, REDACTED);
    const short = folders.reduce((rest, root) => rest.replace(root, CUT), text.replace(FILE_URL, ''));
    return printable(short.replace(FOLDERS, CUT).replace(/(?:…[\\/])+(?:[^\s\\/:'"`<>|()[\],;]+[\\/])*/g, CUT));
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
