import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS, setups } from "../../fixtures/arbitraries.ts";
import { llama2With7B } from "../../fixtures/models.ts";
import { lora, qlora, setupOf } from "../../fixtures/setups.ts";
import { forwardSeconds } from "./forward.ts";
import { stepSeconds, stepTerms } from "./step.ts";

describe("a forward pass", () => {
  it("is a part of the step, whatever the setup", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const seconds = forwardSeconds(setup, true);
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThan(stepSeconds(stepTerms({ ...setup, layout: { ...setup.layout, recompute: "none" } })));
        expect(forwardSeconds(setup, false)).toBeLessThanOrEqual(seconds);
      }),
      RUNS,
    );
  });

  it("of a trained model is near a third of the step, of a frozen one near a half", () => {
    const share = (method: Parameters<typeof setupOf>[0]): number => {
      const setup = setupOf({ model: llama2With7B, layout: { microBatch: 4 }, ...method });
      return forwardSeconds(setup, false) / stepSeconds(stepTerms(setup));
    };
    expect(share({})).toBeGreaterThan(0.27);
    expect(share({})).toBeLessThan(0.34);
    expect(share({ method: lora() })).toBeGreaterThan(0.36);
    expect(share({ method: qlora() })).toBeLessThan(0.5);
  });

  it("doesn't depend on what is recomputed", () => {
    const at = (recompute: "none" | "full"): number => forwardSeconds(setupOf({ layout: { recompute } }), true);
    expect(at("full")).toBe(at("none"));
  });
});
