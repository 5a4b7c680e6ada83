import { describe, expect, it } from "vitest";
import { kilowattHours, meanWatts } from "../run/energy.ts";

/** Rated power alone, as model cards reckon: no server, no cooling. */
const cardKwh = (gpuHours: number, watts: number): number =>
  kilowattHours(meanWatts({ watts, server: 1, busy: 1, idle: 0 }, 1), gpuHours, 1);

describe("energy of published model cards: GPU-hours times the rated power", () => {
  it.each([
    ["Llama 2 7B", 184_320, 400, 31.22, 0.423448],
    ["Llama 2 13B", 368_640, 400, 62.44, 0.423448],
    ["Llama 2 70B", 1_720_320, 400, 291.42, 0.423497],
    ["Llama 3.1 8B", 1_460_000, 700, 420, 0.410959],
    ["Llama 3.1 70B", 7_000_000, 700, 2040, 0.416327],
    ["Llama 3.1 405B", 30_840_000, 700, 8930, 0.413656],
  ])("%s: %d h at %d W emitted %d t, %d kg a kWh", (_, gpuHours, watts, tonnes, kgPerKwh) => {
    expect((tonnes * 1000) / cardKwh(gpuHours, watts)).toBeCloseTo(kgPerKwh, 5);
  });

  it("Llama 2 7B: 73,728 kWh", () => expect(cardKwh(184_320, 400)).toBeCloseTo(73_728, 6));

  it("eight H100 at three quarters of their power for 30 days, server and cooling in: 6,885 kWh", () => {
    const watts = meanWatts({ watts: 700, server: 10.2 / 8 / 0.7, busy: 0.75, idle: 0 }, 1);
    expect((watts * 1.25) / 1000).toBeCloseTo(1.1953125, 7);
    expect(kilowattHours(watts, 8 * 30 * 24, 1.25)).toBeCloseTo(6885, 6);
  });
});
