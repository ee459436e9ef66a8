/** The interface of a report format: each file in `formats/` default-exports one; nothing else lists them. */
import type { ResultDocument } from '../result/document.ts';
import type { ForeignResult } from './foreign/foreign.ts';

export interface ReportFormat {
  /** Of the file that every run writes, without a dot; null: only what "--format" prints. */
  readonly extension: string | null;
  /** Pure: the same document always gives the same text. */
  render(document: ResultDocument): string;
  /** The same of figures that another harness measured (`report --from`); absent where that takes more than a name and a figure. */
  renderForeign?(result: ForeignResult): string;
}
