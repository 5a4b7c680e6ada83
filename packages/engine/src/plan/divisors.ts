/** Divisors of n, ascending. */
export function divisors(n: number): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i * i <= n; i++) {
    if (n % i !== 0) continue;
    found.push(i);
    if (i * i !== n) found.push(n / i);
  }
  return found.sort((a, b) => a - b);
}

/** 1, 2, 4... up to n. */
export function powersOfTwo(n: number): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i <= n; i *= 2) found.push(i);
  return found;
}
