import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS, setups } from "../../fixtures/arbitraries.ts";
import { broken, LAWS } from "../../fixtures/laws.ts";

const MANY = { ...RUNS, numRuns: 300 };

describe("whatever the model, method, stack and layout", () => {
  it.each(LAWS.map((law) => [law.name, law] as const))("%s", (_, law) => {
    let spoken = 0;
    fc.assert(
      fc.property(setups, (setup) => {
        if (!law.where || law.where(setup)) spoken += 1;
        expect(broken(law, setup)).toEqual([]);
      }),
      MANY,
    );
    expect(spoken).toBeGreaterThan(20);
  });
});
