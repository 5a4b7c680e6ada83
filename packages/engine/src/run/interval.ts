import type { Seconds } from "../units.ts";

/** A blocking write of `write` seconds now and then, in a job that fails every `mtbf` seconds on average. */
export interface Interruptible {
  readonly write: Seconds;
  readonly mtbf: Seconds;
}

/**
 * Principal branch of Lambert's W on [-1/e, 0): w e^w = x. Newton from the branch-point series; error below 1e-12.
 * Source: Corless et al. 1996, eq. 4.22.
 */
export function lambertW0(x: number): number {
  const p = Math.sqrt(Math.max(0, 2 * (1 + Math.E * x)));
  let w = -1 + p - (p * p) / 3 + (11 / 72) * p ** 3;
  for (let i = 0; i < 20; i++) {
    const e = Math.exp(w);
    const slope = e * (1 + w);
    if (slope < 1e-12) break;
    const move = (w * e - x) / slope;
    w -= move;
    if (Math.abs(move) < 1e-14) break;
  }
  return w;
}

/** sqrt(2 d M). Source: Young 1974. Too long where writes aren't short beside the time between failures. */
export function youngInterval({ write, mtbf }: Interruptible): Seconds {
  return Math.sqrt(2 * write * mtbf);
}

/** Young's with the next terms, less the write itself; M beyond d = 2M. Source: Daly 2006, eq. 37. */
export function dalyInterval({ write, mtbf }: Interruptible): Seconds {
  if (write >= 2 * mtbf) return mtbf;
  const x = write / (2 * mtbf);
  return Math.sqrt(2 * write * mtbf) * (1 + Math.sqrt(x) / 3 + x / 9) - write;
}

/** Training between two writes that makes the expected time least: M (1 + W0(-e^(-1 - d/M))), whatever a restart takes. */
export function optimalInterval({ write, mtbf }: Interruptible): Seconds {
  const x = write / mtbf;
  // 1 + W0 loses its digits as its argument nears -1/e: Young's series from there on.
  if (x < 1e-8) return youngInterval({ write, mtbf });
  return mtbf * (1 + lambertW0(-Math.exp(-1 - x)));
}
