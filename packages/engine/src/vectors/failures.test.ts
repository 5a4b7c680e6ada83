import { describe, expect, it } from "vitest";
import { failureModel, jobMtbf } from "../run/failures.ts";
import { dalyInterval, optimalInterval, youngInterval } from "../run/interval.ts";
import { effectiveShare, expectedSeconds } from "../run/makespan.ts";
import { failureRates } from "../../fixtures/requests.ts";

const HOUR = 3600;

/** Expected time over work; restarts that can't fail: each costs its seconds once. */
function stretch(a: { interval: number; write: number; mtbf: number; restart: number }, immune = false): number {
  const at = (restart: number): number => expectedSeconds({ ...a, restart, work: a.interval * 1000, lag: 0 }) / (a.interval * 1000);
  return immune ? at(0) * (1 + a.restart / a.mtbf) : at(a.restart);
}

describe("checkpoints and failures: intervals and makespans worked out independently", () => {
  it.each([
    [60, 11160, 600, 1157.238, 1117.584, 1117.589, 1.172669, 1.171033],
    [300, 28440, 900, 4130.859, 3933.28, 3933.328, 1.197812, 1.197225],
    [40, 86400, 600, 2629.068, 2602.469, 2602.47, 1.038242, 1.038217],
    [148.8, 10800, 600, 1792.786, 1694.958, 1694.988, 1.253923, 1.252058],
    [6.3, 3600, 300, 212.979, 208.8, 208.8, 1.153826, 1.150035],
  ])("write %d s, failures every %d s, restart %d s", (write, mtbf, restart, young, daly, exact, canFail, immune) => {
    expect(youngInterval({ write, mtbf })).toBeCloseTo(young, 3);
    expect(dalyInterval({ write, mtbf })).toBeCloseTo(daly, 2);
    expect(optimalInterval({ write, mtbf })).toBeCloseTo(exact, 2);
    const at = { interval: optimalInterval({ write, mtbf }), write, mtbf, restart };
    expect(stretch(at)).toBeCloseTo(canFail, 6);
    expect(stretch(at, true)).toBeCloseTo(immune, 6);
  });

  it.each([
    [16384, 1.802885],
    [131072, 0.225361],
    [1024, 28.846],
  ])("RSC-1's 6.5 failures per 1,000 node-days: %d GPUs fail every %d h", (gpus, hours) => {
    const { value } = jobMtbf(failureModel(failureRates), { gpus, nodes: gpus / 8, perThousandNodeDays: 6.5 });
    expect(value / HOUR).toBeCloseTo(hours, 3);
  });

  it("Meta's effective share of 2,048 nodes is 0.786, the exact one 0.793", () => {
    const mtbf = (1000 / 6.5 / 2048) * 86_400;
    const interval = youngInterval({ write: 60, mtbf });
    expect(interval).toBeCloseTo(882.52, 2);
    expect(effectiveShare({ interval, write: 60, mtbf, restart: 600 })).toBeCloseTo(0.786123, 6);
    expect(1 / stretch({ interval, write: 60, mtbf, restart: 600 })).toBeCloseTo(0.793178, 6);
  });

  it("five hours without a checkpoint, failing every ten, take 6.617", () => {
    const hours = stretch({ interval: 5 * HOUR, write: 0, mtbf: 10 * HOUR, restart: 0.2 * HOUR }, true) * 5;
    expect(hours).toBeCloseTo(6.616957, 6);
  });

  it.each([
    [0.4, 5, 0.5, 1.088129, 0.435252, 0.919008],
    [0.3, 1.5, 0.25, 1.192071, 0.357621, 0.838876],
  ])("spot at %d of the price, taken every %d h, saved every %d h", (price, life, interval, time, cost, breakEven) => {
    const all = stretch({ interval: interval * HOUR, write: 30, mtbf: life * HOUR, restart: 300 });
    expect(all).toBeCloseTo(time, 6);
    expect(price * all).toBeCloseTo(cost, 6);
    expect(1 / all).toBeCloseTo(breakEven, 6);
  });
});
