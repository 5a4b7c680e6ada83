import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { type Attempt, effectiveShare, expectedSeconds, makespan } from "./makespan.ts";

const attempts: fc.Arbitrary<Attempt> = fc.record({
  work: fc.double({ min: 60, max: 1e7, noNaN: true }),
  interval: fc.double({ min: 60, max: 1e4, noNaN: true }),
  write: fc.double({ min: 0, max: 600, noNaN: true }),
  mtbf: fc.double({ min: 3600, max: 1e8, noNaN: true }),
  restart: fc.double({ min: 0, max: 3600, noNaN: true }),
  lag: fc.constantFrom(0, 30),
});

describe("the expected length of a run", () => {
  it("is at least its work and writes, and shorter with rarer failures, faster restarts, shorter writes", () => {
    fc.assert(
      fc.property(attempts, (a) => {
        const all = expectedSeconds(a);
        const m = makespan(a);
        expect(all).toBeGreaterThanOrEqual((a.work + m.writes) * (1 - 1e-12));
        expect(expectedSeconds({ ...a, mtbf: 2 * a.mtbf })).toBeLessThanOrEqual(all * (1 + 1e-12));
        expect(expectedSeconds({ ...a, restart: a.restart / 2 })).toBeLessThanOrEqual(all);
        expect(expectedSeconds({ ...a, write: a.write / 2 })).toBeLessThanOrEqual(all * (1 + 1e-12));
        expect(m.failures * a.mtbf).toBeCloseTo(all, 3);
      }),
      RUNS,
    );
  });

  it("without failures is its work and writes; with nothing to do, nothing", () => {
    const calm: Attempt = { work: 1000, interval: 100, write: 5, mtbf: Number.POSITIVE_INFINITY, restart: 600, lag: 0 };
    expect(expectedSeconds(calm)).toBe(1050);
    expect(makespan(calm)).toMatchObject({ failures: 0, lost: 0, restarts: 0, deviation: 0 });
    expect(expectedSeconds({ ...calm, work: 0, mtbf: 3600 })).toBe(0);
  });

  it("stays a number where failures come faster than an interval is done", () => {
    const hopeless: Attempt = { work: 1e7, interval: 1e6, write: 60, mtbf: 1000, restart: 1e6, lag: 0 };
    expect(Number.isFinite(expectedSeconds(hopeless))).toBe(true);
    expect(expectedSeconds(hopeless)).toBeGreaterThan(1e20);
  });

  it("is what a run simulated failure by failure takes, and spreads as much", () => {
    const a: Attempt = { work: 40_000, interval: 2000, write: 60, mtbf: 9000, restart: 600, lag: 0 };
    const draws: number[] = [];
    let state = 12345;
    const uniform = (): number => {
      state = (1103515245 * state + 12345) % 2147483648;
      return (state + 0.5) / 2147483648;
    };
    const until = (): number => a.mtbf * -Math.log(uniform());
    for (let run = 0; run < 20_000; run++) {
      let clock = 0;
      let next = until();
      let segments = a.work / a.interval;
      let pending = a.interval + a.write;
      while (segments > 0) {
        if (next > pending) {
          clock += pending;
          next -= pending;
          if (pending !== a.restart) segments -= 1;
          pending = a.interval + a.write;
        } else {
          clock += next;
          next = until();
          pending = a.restart;
        }
      }
      draws.push(clock);
    }
    const mean = draws.reduce((sum, d) => sum + d, 0) / draws.length;
    const deviation = Math.sqrt(draws.reduce((sum, d) => sum + (d - mean) ** 2, 0) / draws.length);
    expect(expectedSeconds(a) / mean).toBeCloseTo(1, 2);
    expect(Math.abs(makespan(a).deviation / deviation - 1)).toBeLessThan(0.15);
  });

  it("to first order is Meta's effective share", () => {
    const a = { interval: 600, write: 10, mtbf: 1e6, restart: 300 };
    expect(1e6 / expectedSeconds({ ...a, work: 1e6, lag: 0 }) / effectiveShare(a)).toBeCloseTo(1, 4);
  });
});
