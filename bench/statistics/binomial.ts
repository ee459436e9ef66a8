/** Tails of the binomial distribution, for counts of verdicts. */

/** Probability of at most `k` successes among `n` trials, each with probability `p`; in logarithms, so that no term is lost. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return k >= n ? 1 : 0;
  let logTerm = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= Math.min(k, n); i++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1)) + Math.log(p) - Math.log1p(-p);
  }
  return Math.min(1, sum);
}

/** The smallest count that is exceeded with probability `1 - level` at most. */
export function binomialQuantile(n: number, p: number, level: number): number {
  let k = 0;
  while (k < n && binomialCdf(k, n, p) < level) k++;
  return k;
}

/**
 * Upper end of the one-sided interval of a probability (Clopper & Pearson, "The use of confidence or fiducial limits
 * illustrated in the case of the binomial", Biometrika 26, 1934), by bisection.
 * @param level coverage, e.g. 0.95
 */
export function binomialUpperBound(successes: number, n: number, level: number): number {
  if (successes >= n) return 1;
  let [low, high] = [successes / n, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (binomialCdf(successes, n, middle) > 1 - level) low = middle;
    else high = middle;
  }
  return high;
}
