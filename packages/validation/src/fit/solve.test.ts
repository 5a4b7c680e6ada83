import { describe, expect, it } from "vitest";
import { type Row, step } from "./solve.ts";

const SDS = Float64Array.from([1]);

/** Rows of one parameter that shifts every logarithm alike, solved to the end. */
function fitted(rows: readonly Omit<Row, "weight" | "index" | "slope">[]): number {
  let at: Float64Array = new Float64Array(1);
  for (let i = 0; i < 20; i++) {
    const shifted = rows.map(
      (r): Row => ({ ...r, residual: r.residual + (at[0] ?? 0), weight: 1, index: Int32Array.of(0), slope: Float64Array.of(1) }),
    );
    at = step(shifted, at, SDS, () => true);
  }
  return at[0] ?? 0;
}

describe("the fit of one shift", () => {
  it("meets what was measured, and a wild figure hardly moves it", () => {
    const rows = [0.1, 0.1, 0.1, 0.1].map((residual) => ({ residual }));
    expect(fitted(rows)).toBeCloseTo(-0.1, 2);
    expect(Math.abs(fitted([...rows, { residual: 3 }]) - fitted(rows))).toBeLessThan(0.06);
  });

  it("isn't moved by bounds that are kept with room to spare", () => {
    expect(fitted([{ residual: -1, side: -1 }])).toBeCloseTo(0, 3);
    expect(fitted([{ residual: 1, side: 1 }])).toBeCloseTo(0, 3);
    const measured = [{ residual: 0 }, { residual: 0 }];
    expect(fitted([...measured, { residual: -0.5, side: -1 }])).toBeCloseTo(0, 3);
  });

  it("comes down to a bound that it exceeds, and up to one that it falls short of", () => {
    const near = { residual: 0.2 };
    expect(fitted([{ ...near, side: -1 }])).toBeLessThan(-0.15);
    expect(fitted([{ residual: -0.2, side: 1 }])).toBeGreaterThan(0.15);
    expect(fitted([{ residual: 0 }, { ...near, side: -1 }])).toBeLessThan(-0.01);
    expect(fitted([{ residual: 0 }, { ...near, side: -1 }])).toBeGreaterThan(-0.2);
  });

  it("is pulled by a wrong bound no harder than by a wrong figure", () => {
    const rows = [0, 0, 0, 0].map((residual) => ({ residual }));
    const byFigure = Math.abs(fitted([...rows, { residual: 2 }]));
    const byBound = Math.abs(fitted([...rows, { residual: 2, side: -1 }]));
    expect(byBound).toBeLessThan(1.1 * byFigure);
  });
});
