/**
 * Student's t distribution, as much of it as intervals need: from a tail to a quantile.
 * P(T > t) = I(df / (df + t²); df / 2, 1 / 2) / 2 for t > 0 (Abramowitz & Stegun 26.5.27 and 26.7.1), with the incomplete
 * beta function I by its continued fraction (26.5.8), evaluated by the method of Lentz (Appl. Opt. 15(3), 1976).
 */

const known = new Map<string, number>();

/**
 * The t that is exceeded with probability `tail`.
 * @param tail above 0, at most 0.5
 * @param degreesOfFreedom above 0, not necessarily whole
 */
export function studentQuantile(tail: number, degreesOfFreedom: number): number {
  const key = `${tail} ${degreesOfFreedom}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  let [low, high] = [0, 1];
  while (upperTail(high, degreesOfFreedom) > tail) high *= 2;
  // Bisection until neighbouring doubles are reached.
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (upperTail(middle, degreesOfFreedom) > tail) low = middle;
    else high = middle;
  }
  known.set(key, high);
  return high;
}

/** P(T > t) for t >= 0. */
export function upperTail(t: number, degreesOfFreedom: number): number {
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
}

/** Regularised incomplete beta function; its fraction converges fast below the mean, beyond which symmetry is used. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  return front / betaFraction(x, a, b);
}

function betaFraction(x: number, a: number, b: number): number {
  let value = 1;
  let c = 1;
  let d = 0;
  for (let i = 1; i <= 500; i++) {
    const m = Math.floor(i / 2);
    const term =
      i % 2 === 0
        ? (m * (b - m) * x) / ((a + i - 1) * (a + i))
        : (-(a + m) * (a + b + m) * x) / ((a + i - 1) * (a + i));
    d = 1 / (1 + term * d);
    c = 1 + term / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

/** ln Γ(x) for x > 0: Stirling's series (Abramowitz & Stegun 6.1.40) beyond 10, below it by Γ(x + 1) = x Γ(x). */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z++) shift += Math.log(z);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
