/** The document itself: what everything else is made of. */
import { toJson } from '../../result/store.ts';
import type { ReportFormat } from '../report-format.ts';

export default { extension: 'json', render: toJson } satisfies ReportFormat;
