import { Z90 } from "@outlay/engine";

/** Relative half-width of the 80 % range of a mean of values that are a random sample. 0 for one value: nothing is known of the others. */
export function meanHalfWidth(values: readonly number[]): number {
  const n = values.length;
  let sum = 0;
  for (const v of values) sum += v;
  if (n < 2 || sum === 0) return 0;
  const mean = sum / n;
  let squares = 0;
  for (const v of values) squares += (v - mean) ** 2;
  return (Z90 * Math.sqrt(squares / (n - 1) / n)) / mean;
}

/** Relative half-width of the 80 % range of sum(a) / sum(b) over a random sample of pairs. */
export function ratioHalfWidth(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < n; i++) {
    sumA += a[i] ?? 0;
    sumB += b[i] ?? 0;
  }
  if (n < 2 || sumA === 0 || sumB === 0) return 0;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((a[i] ?? 0) - (sumA / sumB) * (b[i] ?? 0)) ** 2;
  return (Z90 * Math.sqrt((squares * n) / (n - 1))) / sumA;
}
