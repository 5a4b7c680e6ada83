import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { busFactor, collectiveSeconds, hierarchicalAllReduceSeconds, nvlsAllReduceSeconds } from "./collectives.ts";

const ranks = fc.integer({ min: 2, max: 4096 });
const bytes = fc.integer({ min: 1, max: 1e12 });

describe("a collective", () => {
  it("over one rank moves nothing and takes no time", () => {
    expect(busFactor("all-reduce", 1)).toBe(0);
    expect(collectiveSeconds("all-reduce", { n: 1, bytes: 1e9, bus: 1e9, latency: 1 })).toBe(0);
  });

  it("that reduces to all moves what a scatter and a gather move", () => {
    fc.assert(
      fc.property(ranks, (n) => {
        expect(busFactor("all-reduce", n)).toBeCloseTo(busFactor("reduce-scatter", n) + busFactor("all-gather", n), 12);
        expect(busFactor("all-to-all", n)).toBe(busFactor("all-gather", n));
        expect(busFactor("all-gather", n)).toBeLessThan(busFactor("broadcast", n));
        expect(busFactor("all-reduce", n)).toBeLessThan(2);
      }),
      RUNS,
    );
  });

  it("takes its latency and a time that is linear in size", () => {
    fc.assert(
      fc.property(ranks, bytes, (n, size) => {
        const of = (b: number): number => collectiveSeconds("all-gather", { n, bytes: b, bus: 1e11, latency: 1e-5 });
        expect(of(0)).toBe(1e-5);
        expect((of(2 * size) - 1e-5) / (of(size) - 1e-5)).toBeCloseTo(2, 6);
      }),
      RUNS,
    );
  });

  it("over nodes is as slow as its slower part", () => {
    const c = { bytes: 1e9, gpusPerNode: 8, nodes: 4, intra: 4e11, nic: 5e10 };
    const alone = (intra: number, nic: number): number => hierarchicalAllReduceSeconds({ ...c, intra, nic });
    expect(alone(c.intra, c.nic)).toBe(Math.max(alone(c.intra, Number.POSITIVE_INFINITY), alone(Number.POSITIVE_INFINITY, c.nic)));
  });

  it("by NVLink SHARP starts at 15 us and grows with size", () => {
    expect(nvlsAllReduceSeconds(0)).toBe(15e-6);
    fc.assert(
      fc.property(bytes, (b) => nvlsAllReduceSeconds(2 * b) > nvlsAllReduceSeconds(b)),
      RUNS,
    );
  });
});
