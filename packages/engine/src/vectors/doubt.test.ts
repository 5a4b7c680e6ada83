import { describe, expect, it } from "vitest";
import { combine, probabilityWithin, rangeOf } from "../doubt/range.ts";
import { poissonInterval } from "../doubt/poisson.ts";
import { chanceOfAny } from "../run/interruptions.ts";

describe("doubt, worked out independently", () => {
  const sigma = combine(0.1, 0.05, 0.2);

  it("errors of 10, 5 and 20 % together are 0.2291288; P90 is 1.341301 of the median, P10 0.745545", () => {
    expect(sigma).toBeCloseTo(0.2291288, 7);
    expect(rangeOf(1, sigma).p90).toBeCloseTo(1.341301, 5);
    expect(rangeOf(1, sigma).p10).toBeCloseTo(0.745545, 5);
  });

  it("a time 1.3 times the median is kept with 0.873906", () => expect(probabilityWithin(1.3, 1, sigma)).toBeCloseTo(0.873906, 6));

  it("nine in ten lie within x/ 1.457734; the mean is 1.026598 of the median", () => {
    expect(probabilityWithin(1.457734, 1, sigma)).toBeCloseTo(0.95, 5);
    expect(probabilityWithin(1 / 1.457734, 1, sigma)).toBeCloseTo(0.05, 5);
    const step = 1e-3;
    let mean = 0;
    for (let x = step / 2; x < 6; x += step) mean += step * (1 - probabilityWithin(x, 1, sigma));
    expect(mean).toBeCloseTo(1.026598, 4);
  });

  it("419 interruptions came from a mean of 379.84 to 461.11, at 95 %", () => {
    const { p10, p90 } = poissonInterval(419, 0.95);
    expect(p10).toBeCloseTo(379.84, 2);
    expect(p90).toBeCloseTo(461.11, 2);
  });

  it("an instance that lives five hours is taken within ten with 0.864665", () =>
    expect(chanceOfAny(10 * 3600, 5 * 3600)).toBeCloseTo(0.864665, 6));
});
