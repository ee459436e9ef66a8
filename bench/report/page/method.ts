/** How the figures were made, in the words of the design, and where the raw samples are. */
import type { ResultDocument } from '../../result/document.ts';
import { REFERENCE_MECHANISM } from '../../statistics/ratio.ts';
import { html, type Markup } from './markup.ts';

export function renderMethod({ settings }: ResultDocument): Markup {
  return html`<section id="method" class="section" aria-labelledby="heading-method">
<div class="section-head"><h2 id="heading-method">Method</h2>
<div><p class="finding">The unit of analysis is the block, never the single sample.</p></div></div>
<div class="columns prose">
<div><h3>Blocks</h3><p>A block starts one fresh process per case (for a set-up one per sample) and lets them take samples in turn, one at a
time, in a random order from the seed (${settings.seed}). So every case meets the same state of the machine. Samples of one process resemble each other; counting
each of them as independent would make intervals far too narrow.</p></div>
<div><h3>Samples</h3><p>A sample is one batch of iterations between two clock readings. A process comes to it from a pause, while others were sampled, so the same
loop runs untimed before: caches are filled then, and the other side of a pipe is awake. The first of these calls is the figure
“first call after a pause”.</p></div>
<div><h3>Intervals</h3><p>A case gives one number per block, the median of its samples. The interval of the median of these numbers is made
of their order statistics, without assuming any distribution. Its level is exact and comes in steps; the step nearest to 95 % is taken,
and stands beside the interval.</p></div>
<div><h3>Ranks</h3><p>Rows share a rank unless the interval of their paired ratio excludes 1, at a level that holds for all pairs of the list
at once with 99 %. In three or four blocks no such level is reached: there a row is told from another when it is slower in every block, by 25 or 18 %. The floor takes part, so that no row is ranked finer than what can be told from it.</p></div>
<div><h3>Ratios</h3><p>In each block a case is divided by <code>${REFERENCE_MECHANISM}</code> of the same block and runtime, in the Rust host by <code>static-link</code>, so that common disturbances
cancel; median and interval are those of the quotients. That is why a ratio is not exactly the quotient of two medians.</p></div>
<div><h3>Floor</h3><p>The mechanism <code>null</code> runs the same loop around a callee that returns its first argument. What it takes is the
least that this benchmark can see. It is not subtracted: the processor overlaps loop and call, so the difference is not
the cost of a call. Rows that reach it carry the warning <em>near-floor</em>.</p></div>
<div><h3>Correctness</h3><p>Each process checks the plugin against the contract's test vectors, and every sample verifies a checksum of its
answers. A wrong answer is a failed case, never a figure.</p></div>
<div><h3>Raw samples</h3><p>All samples of all blocks, with settings and environment, are in <code>latest.json</code> beside this page. The page
is made from that file alone: <code>plugin-bench report</code> makes it again, byte for byte.</p></div>
</div></section>`;
}
