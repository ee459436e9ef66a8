/** Heads of the columns that say what changed between two runs: the claim, what it rests on, and the medians. */
import { html, type Markup } from './markup.ts';

/** @param ends what the two runs are called: Before and After, First and Last */
export function changeHeads([from, to]: readonly [string, string]): Markup {
  return html`<th scope="col" class="text" aria-sort="none" data-sort="text" data-label="Row"><span>Row</span></th>
<th scope="col" class="text" aria-sort="ascending" data-sort="number" data-label="Claim"><span>Claim</span></th>
${numberHead('Change', 'fastest samples, 95 %', 'Change of the fastest samples, %\tLow, %\tHigh, %')}
${numberHead(from, 'median', from)}
${numberHead(to, 'median', to)}
${numberHead('Change', 'of medians', 'Change of medians, %')}`;
}

/** @param tsv heads of its columns in a spreadsheet */
export function numberHead(label: string, second: string, tsv: string): Markup {
  return html`<th scope="col" class="number" aria-sort="none" data-sort="number" data-label="${label}" data-tsv="${tsv}"><span>${label}</span> <small>${second}</small></th>`;
}
