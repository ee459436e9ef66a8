/** Notes of mechanisms, numbered once for the whole page: what a reader has to know before comparing a row. */
import type { ResultDocument } from '../../result/document.ts';
import { groupBy } from '../../statistics/group-by.ts';
import { type Guide, sectionUrl } from '../guide.ts';
import { html, type Markup } from './markup.ts';

/** Note -> its number, in the order of the document. */
export type NoteNumbers = ReadonlyMap<string, number>;

export function numberNotes({ cases }: ResultDocument): NoteNumbers {
  const notes = new Set(cases.map(({ note }) => note).filter((note) => note !== undefined));
  return new Map([...notes].map((note, index) => [note, index + 1]));
}

export function renderNotes({ cases }: ResultDocument, numbers: NoteNumbers, guide: Guide): Markup {
  const byNote = groupBy(cases, ({ note = '' }) => note);
  const titles = (note: string) => [...new Set(byNote.get(note)?.map(({ mechanism }) => mechanism))];
  return html`<section id="notes" class="section" aria-labelledby="heading-notes">
<div class="section-head"><h2 id="heading-notes">Notes on mechanisms</h2>
<ol class="notes">
${[...numbers].map(([note, number]) => html`<li id="note-${number}"><strong>${titles(note).map((name, index) => html`${index > 0 && ', '}${renderName(name, guide)}`)}.</strong> ${note}</li>\n`)}</ol></div>
</section>`;
}

/** Of a mechanism, with the way to its section of the guide. */
function renderName(mechanism: string, guide: Guide): Markup {
  const section = guide.sectionOf(mechanism);
  const url = section === undefined ? null : sectionUrl(guide, section);
  return url === null ? html`${mechanism}` : html`<a href="${url}" rel="noreferrer">${mechanism}</a>`;
}

/** The raised number beside a name; with scripts the note itself is its tooltip. */
export function renderNoteMark(note: string | undefined, numbers: NoteNumbers): Markup | null {
  const number = note === undefined ? undefined : numbers.get(note);
  if (number === undefined) return null;
  return html`<sup><a href="#note-${number}" aria-label="Note ${number}">${number}</a></sup>`;
}
