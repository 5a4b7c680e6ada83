import type { Seconds } from "../units.ts";

/**
 * A smooth maximum of two times. Squares and square roots are the same to the last digit in every engine of JavaScript, powers aren't: the page and the
 * command give the same numbers.
 */
export function norm4(a: Seconds, b: Seconds): Seconds {
  const x = a * a;
  const y = b * b;
  return Math.sqrt(Math.sqrt(x * x + y * y));
}
