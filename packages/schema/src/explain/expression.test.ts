import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namesIn, type Scope, valueOf } from "./expression.ts";

const SCOPE: Scope = {
  one: (name) => ({ a: 2, "b.c": 3, "on-demand": 5 })[name] ?? null,
  all: (name) => (name === "parts.value" ? [1, 2, 3] : []),
};
const of = (formula: string): number | null => valueOf(formula, SCOPE);

describe("a formula", () => {
  it("keeps the order of arithmetic", () => {
    expect(of("1 + 2 * 3")).toBe(7);
    expect(of("(1 + 2) * 3")).toBe(9);
    expect(of("8 - 3 - 2")).toBe(3);
    expect(of("8 / 4 / 2")).toBe(1);
    expect(of("2 ^ 3 ^ 2")).toBe(512);
    expect(of("-2 + 5")).toBe(3);
    expect(of("1e3 * 1.5")).toBe(1500);
  });

  it("knows names, dotted and hyphened ones, sums of lists and a few functions", () => {
    expect(of("a * b.c + on-demand")).toBe(11);
    expect(of("sum(parts.value)")).toBe(6);
    expect(of("sum(nothing)")).toBe(0);
    expect(of("max(a, 7) - min(a, 7)")).toBe(5);
    expect(of("hypot(3, 4) + round(2.4) + ceil(0.1)")).toBe(8);
    expect(of("ln(exp(a))")).toBeCloseTo(2, 12);
    expect(of("normal(0)")).toBeCloseTo(0.5, 6);
  });

  it("is unknown where a name is, and no formula where it can't be read", () => {
    expect(of("a + nothing")).toBeNull();
    for (const bad of ["1 +", "(1", "a ? b", "max(1", "1 2"]) expect(() => of(bad)).toThrow(/formula/);
  });

  it("names what goes in, each once, lists as lists", () => {
    expect(namesIn("a * b.c + a / sum(parts.value) - hypot(a, 1)")).toEqual([
      { name: "a", list: false },
      { name: "b.c", list: false },
      { name: "parts.value", list: true },
    ]);
  });

  it("sums and multiplies as numbers do", () => {
    const number = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(number, number, number, (x, y, z) => {
        expect(of(`${x} + ${y} * ${z}`)).toBe(x + y * z);
        expect(of(`(${x} - ${y}) / ${z}`)).toBe((x - y) / z);
      }),
    );
  });
});
