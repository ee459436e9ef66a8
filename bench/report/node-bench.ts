/**
 * The records of node:bench, the benchmark runner of Node.js from 26.9 on, as its reporter `json` writes them: a JSON object on each
 * line, durations as decimal strings, numbers that are not finite as null. From doc/api/bench.md ("Benchmark reporters", "Sample
 * result", "Benchmark result") and lib/internal/bench_runner in nodejs/node. Its stability is 1.0, early development: records of other
 * types, and fields that are not named here, are passed over.
 */
import { z } from 'zod';
import { medianInterval } from '../statistics/median-interval.ts';
import { mean, median, sorted } from '../statistics/quantiles.ts';
import { studentQuantile } from '../statistics/student.ts';

export const COMPLETE = 'bench:complete';
export const SUMMARY = 'bench:summary';
export const DIAGNOSTIC = 'bench:diagnostic';

/** What we write in place of the file of a declaration, of which the identity of a benchmark is made. */
export const OUR_SOURCE = 'plugin-bench';

const sample = z.object({
  operations: z.int().positive(),
  duration_ns: z.string().regex(/^[1-9]\d{0,15}$/, 'it is not a duration in whole nanoseconds'),
  detail: z.unknown().optional(),
});

/** What became of one benchmark. */
export const completeRecord = z.object({
  benchId: z.string().min(1),
  namePath: z.array(z.string()).min(1),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  samples: z.array(sample),
  skip: z.union([z.boolean(), z.string()]).optional(),
  error: z.unknown().optional(),
});

/** The last record of a run. */
export const summaryRecord = z.object({ success: z.boolean() });
/** A note of a run; what a child has printed has a `stream`. */
export const diagnosticRecord = z.object({ message: z.string(), stream: z.undefined().optional() });
/** What our samples have as `detail`. */
export const ourDetail = z.object({ block: z.int().nonnegative() });

export type CompleteRecord = z.infer<typeof completeRecord>;
export type Sample = z.infer<typeof sample>;

/** Operations per second, as node:bench computes it. */
export function rateOf({ operations, duration_ns: duration }: Sample): number {
  return operations / (Number(duration) / 1e9);
}

/**
 * What node:bench says of the rates of samples: every sample counts as much as another, whatever its length. Its intervals take samples
 * of one process for independent, which ours do not; they are the fields of the format, and nothing here is judged by them.
 * @param rates operations per second, at least one
 */
export function summarizeRates(rates: readonly number[]): object {
  const centre = mean(rates);
  const moment = (power: number) => mean(rates.map((rate) => (rate - centre) ** power));
  const deviation = Math.sqrt(moment(2));
  const { low, high } = medianInterval(rates);
  const ascending = sorted(rates);
  return {
    mean: centre,
    median: median(rates),
    min: ascending[0],
    max: ascending.at(-1),
    stddev: deviation,
    coefficientOfVariation: deviation / centre,
    confidenceInterval: meanInterval(centre, deviation, rates.length),
    medianConfidenceInterval: { lower: low, upper: high },
    skewness: deviation === 0 ? 0 : moment(3) / deviation ** 3,
  };
}

/** Of Student's t with 95 %; there is none of one value. */
function meanInterval(centre: number, deviation: number, count: number): Record<'lower' | 'upper', number | null> {
  if (count < 2) return { lower: null, upper: null };
  // The standard error is of the sample, the deviation of the format of the population.
  const reach = (studentQuantile(0.025, count - 1) * deviation) / Math.sqrt(count - 1);
  return { lower: centre - reach, upper: centre + reach };
}
