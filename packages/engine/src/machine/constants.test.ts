import { describe, expect, it } from "vitest";
import { calibration } from "../../fixtures/calibration.ts";
import { a100With40GB, gb200, h100, rtx4090, t4 } from "../../fixtures/machines.ts";
import { bare, megatron, torchtitan, trl } from "../../fixtures/stacks.ts";
import { resolveConstants } from "./constants.ts";

describe("constants of a card and a stack", () => {
  it("come from the fuller set where both were measured, else from the few numbers", () => {
    expect(resolveConstants(calibration, h100, trl, false).set).toBe("full");
    expect(resolveConstants(calibration, gb200, trl, false).set).toBe("few");
    expect(resolveConstants(calibration, h100, bare, false).set).toBe("few");
    expect(resolveConstants(calibration, t4, trl, false).constants.bandwidth).toBe(0.8);
  });

  it("of the few numbers differ by generation", () => {
    expect(resolveConstants(calibration, h100, bare, false).constants.attention.sdpa).toBe(0.3);
    expect(resolveConstants(calibration, a100With40GB, bare, false).constants.attention.sdpa).toBe(0.4);
  });

  it("multiply what generation, card, class and stack each have of their own", () => {
    const { constants } = resolveConstants(calibration, a100With40GB, megatron, false);
    expect(constants.matmul).toBeCloseTo(0.75 * 1.04 * 0.99, 12);
    expect([constants.bandwidth, constants.overall]).toEqual([0.75, 0.98]);
    expect(resolveConstants(calibration, h100, trl, false).constants.attention.sdpa).toBeCloseTo(0.36, 12);
    expect(resolveConstants(calibration, h100, trl, false).constants.attention.eager).toBe(0.74);
  });

  it("compiled, launch less and fuse more; a stack that compiles anyway gains nothing, not compiled it loses", () => {
    const of = (compile: boolean, stack = trl): number => resolveConstants(calibration, h100, stack, compile).constants.launch;
    expect(of(true) / of(false)).toBeCloseTo(0.6, 12);
    expect(of(false, torchtitan) / of(true, torchtitan)).toBeCloseTo(1 / 0.6, 12);
  });

  it("spread wider outside data centres", () => {
    expect(resolveConstants(calibration, rtx4090, trl, false).spreads).toBe(calibration.consumerSpreads);
    expect(resolveConstants(calibration, { ...h100, formFactor: "workstation" }, trl, false).spreads).toBe(calibration.consumerSpreads);
    expect(resolveConstants(calibration, h100, trl, false).spreads).toBe(calibration.full.spreads);
  });
});
