/** Solves A x = b for a symmetric positive definite A (row-major n x n), by Cholesky. A and b are overwritten. */
function solveSymmetric(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let j = 0; j < n; j++) {
    let d = a[j * n + j] ?? 0;
    for (let k = 0; k < j; k++) d -= (a[j * n + k] ?? 0) ** 2;
    const root = Math.sqrt(Math.max(d, 1e-12));
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let s = a[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) s -= (a[i * n + k] ?? 0) * (a[j * n + k] ?? 0);
      a[i * n + j] = s / root;
    }
  }
  for (let i = 0; i < n; i++) {
    let s = b[i] ?? 0;
    for (let k = 0; k < i; k++) s -= (a[i * n + k] ?? 0) * (b[k] ?? 0);
    b[i] = s / (a[i * n + i] ?? 1);
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = b[i] ?? 0;
    for (let k = i + 1; k < n; k++) s -= (a[k * n + i] ?? 0) * (b[k] ?? 0);
    b[i] = s / (a[i * n + i] ?? 1);
  }
  return b;
}

/** A linearised row: residual at the point, and slopes by parameter index. */
export interface Row {
  readonly residual: number;
  readonly weight: number;
  /** Only known to lie below (-1) or above (1) zero. */
  readonly side?: -1 | 1;
  readonly index: Int32Array;
  readonly slope: Float64Array;
}

/** Residual scale of a good row, and where the loss turns from squares to absolute values. */
const NOISE = 0.08;
const TURN = 1.5;

/** Weight of a row under the soft-L1 loss: 1 near zero, falling as 1/|r| beyond the turn. */
function robust(r: number): number {
  const z = r / NOISE / TURN;
  return 1 / Math.sqrt(1 + z * z);
}

/** What a row adds to the gradient and the curvature of the loss, by its residual. */
interface Pull {
  readonly gradient: number;
  readonly curvature: number;
}

/** A measured row's soft L1, its curvature that of the reweighted square. */
function measuredPull(r: number): Pull {
  const curvature = robust(r) / NOISE ** 2;
  return { gradient: curvature * r, curvature };
}

/**
 * A bound's loss is the negative logarithm of the chance to be on its side: logistic, so that a bound that is wrong pulls no harder than a figure
 * that is wrong, and one that is kept with room to spare doesn't pull.
 */
function boundPull(r: number, side: -1 | 1): Pull {
  const steep = TURN / NOISE;
  const missed = 1 / (1 + Math.exp(side * steep * r));
  return { gradient: -side * steep * missed, curvature: steep * steep * Math.max(missed * (1 - missed), 0.01) };
}

/**
 * One Gauss-Newton step of the robust, weighted fit with Gaussian priors about zero: from `values` to the minimum of the linearised loss.
 * `keep` leaves rows out.
 */
export function step(
  rows: readonly Row[],
  values: Float64Array,
  sds: Float64Array,
  keep: (row: number) => boolean,
  rounds = 3,
): Float64Array {
  const n = values.length;
  let at: Float64Array = values;
  for (let round = 0; round < rounds; round++) {
    const a = new Float64Array(n * n);
    const b = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      const precision = 1 / (sds[j] ?? 1) ** 2;
      a[j * n + j] = precision;
      b[j] = -precision * (values[j] ?? 0);
    }
    for (const [k, row] of rows.entries()) {
      if (!keep(k)) continue;
      let r = row.residual;
      for (let i = 0; i < row.index.length; i++)
        r += (row.slope[i] ?? 0) * ((at[row.index[i] ?? 0] ?? 0) - (values[row.index[i] ?? 0] ?? 0));
      const pull = row.side === undefined ? measuredPull(r) : boundPull(r, row.side);
      const w = row.weight * pull.curvature;
      const g = row.weight * (pull.gradient + pull.curvature * (row.residual - r));
      for (let i = 0; i < row.index.length; i++) {
        const p = row.index[i] ?? 0;
        const s = row.slope[i] ?? 0;
        b[p] = (b[p] ?? 0) - g * s;
        for (let j = 0; j <= i; j++) {
          const q = row.index[j] ?? 0;
          const [high, low] = p > q ? [p, q] : [q, p];
          a[high * n + low] = (a[high * n + low] ?? 0) + w * s * (row.slope[j] ?? 0);
        }
      }
    }
    const delta = solveSymmetric(a, b);
    at = values.map((v, j) => v + Math.max(-1, Math.min(1, delta[j] ?? 0)));
  }
  return at;
}
