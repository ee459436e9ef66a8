/**
 * Copies of files, new ones in every block. What belongs to a file and not to its content (its pages in memory, its inode, the
 * length of its path) can make one of two identical builds some percent faster for as long as they exist. From fresh copies it
 * changes from block to block: it is noise between blocks, and the interval knows it.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { linkSiblings } from './files.ts';

/**
 * @param folder where copies go; whoever made it removes it
 * @returns the copy of a file in a block; one for all that ask in that block. Links to what lies beside the file come along
 *   where that is asked for. Paths of all copies are of one length but for the name of the file. Copies of the block before are removed
 * @throws Error of the file system when it cannot be copied
 */
export function freshFiles(folder: string): (path: string, block: number, withSiblings?: boolean) => string {
  let current = -1;
  const copies = new Map<string, string>();
  const numbered = (name: string, number: number) => `${name}-${String(number).padStart(4, '0')}`;
  const folderOf = (block: number) => join(folder, numbered('block', block));
  return (path, block, withSiblings = false) => {
    if (block !== current) {
      rmSync(folderOf(current), { recursive: true, force: true });
      copies.clear();
      current = block;
    }
    const known = copies.get(path);
    if (known !== undefined) return known;
    const own = join(folderOf(block), numbered('file', copies.size));
    mkdirSync(own, { recursive: true });
    const copy = join(own, basename(path));
    copyFileSync(path, copy);
    if (withSiblings) linkSiblings(path, own);
    copies.set(path, copy);
    return copy;
  };
}
