import { describe, expect, it } from "vitest";
import { poissonAtMost, poissonInterval } from "./poisson.ts";

describe("counts of rare events", () => {
  it("none of so many expected is e^-mean, and all probabilities sum to one", () => {
    expect(poissonAtMost(0, 3)).toBeCloseTo(Math.exp(-3), 12);
    expect(poissonAtMost(200, 50)).toBeCloseTo(1, 12);
    expect(poissonAtMost(50, 50)).toBeGreaterThan(0.5);
  });

  it("come from means about them, nearer the more there were; none says at most ln 20 of them at 90 %", () => {
    const none = poissonInterval(0, 0.9);
    expect([none.p10, none.p50]).toEqual([0, 0]);
    expect(none.p90).toBeCloseTo(Math.log(20), 6);
    const widths = [1, 4, 16, 64, 256].map((n) => {
      const { p10, p90 } = poissonInterval(n, 0.8);
      expect(p10).toBeLessThan(n);
      expect(p90).toBeGreaterThan(n);
      return p90 / p10;
    });
    for (let i = 1; i < widths.length; i++) expect(widths[i]).toBeLessThan(widths[i - 1] ?? 0);
  });

  it("an interval's ends leave its tails: the count is as rare there as the confidence allows", () => {
    const { p10, p90 } = poissonInterval(7, 0.8);
    expect(1 - poissonAtMost(6, p10)).toBeCloseTo(0.1, 9);
    expect(poissonAtMost(7, p90)).toBeCloseTo(0.1, 9);
  });
});
