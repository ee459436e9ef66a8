/** The section of one scenario: what was found in one sentence, the chart, the table. */
import { formatAmount } from '../format.ts';
import type { Remarks } from '../remarks.ts';
import { renderCaseTable } from './case-table.ts';
import type { OverviewSpec } from './chart-spec.ts';
import { fold, html, type Markup } from './markup.ts';
import type { NoteNumbers } from './notes.ts';
import { renderOverview } from './overview.ts';
import { countOf } from './text.ts';
import { type Group, isFloor, measuredRows, type ScenarioView } from './view.ts';

/** A table of more rows is folded: the matrix above links into it. */
const MOST_OPEN = 20;

export function renderScenario(
  scenario: ScenarioView,
  spec: OverviewSpec,
  notes: NoteNumbers,
  remarks: Remarks,
): Markup {
  const { anchor, title, description, groups } = scenario;
  const rowCount = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return html`<section id="scenario-${anchor}" class="section" aria-labelledby="heading-${anchor}">
<div class="section-head"><h2 id="heading-${anchor}">${title}</h2>
<div><p class="finding">${findingText(scenario)}</p><p class="description">${description}</p></div></div>
${spec.rows.length > 0 && renderOverview(scenario, spec)}
${fold(`Table: ${countOf(rowCount, 'row')}`, renderCaseTable(scenario, notes, remarks), rowCount <= MOST_OPEN)}
</section>`;
}

/** The range of each call style, the floor apart: what a reader takes along who reads one sentence. */
export function findingText({ groups, floor, unit }: ScenarioView): string {
  const ranges = groups.map((group) => rangeText(group, unit)).filter((text) => text !== null);
  if (ranges.length === 0) return 'No mechanism was measured in this scenario.';
  const floorText =
    floor === undefined ? '' : ` The floor is ${formatAmount(floor.summary.perIteration.median, unit)}.`;
  return `${ranges.join('. ')}.${floorText}`;
}

function rangeText({ title, rows }: Group, unit: string): string | null {
  const measured = measuredRows(rows).filter((row) => !isFloor(row));
  const [least, most] = [measured[0], measured.at(-1)];
  if (least === undefined || most === undefined) return null;
  const text = ({ label, result }: typeof least) =>
    `${formatAmount(result.summary.perIteration.median, unit)} (${label})`;
  return measured.length === 1 ? `${title}: ${text(least)}` : `${title}: ${text(least)} to ${text(most)}`;
}
