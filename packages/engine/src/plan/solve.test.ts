import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import { requestOf } from "../../fixtures/requests.ts";
import { unsloth } from "../../fixtures/stacks.ts";
import { solve } from "./solve.ts";

const codes = (more: Parameters<typeof requestOf>[0]): readonly string[] => solve(requestOf(more)).refusals.map((i) => i.code);

describe("a request without an answer", () => {
  it("says what its stack hasn't, rather than that batches don't divide", () => {
    expect(codes({ stacks: [unsloth], layout: { recompute: "selective" } })).toEqual(["plan.refused.stack.recompute"]);
    expect(codes({ stacks: [unsloth], layout: { sharding: "zero-3" } })).toEqual(["plan.refused.stack.sharding"]);
  });

  it("says that nothing is sold on its terms, or that its limits buy nothing", () => {
    expect(codes({ machines: [machines.h100Single], purchases: ["spot"] })).toEqual(["plan.no-offer"]);
    const { target } = requestOf();
    expect(codes({ target: { ...target, goal: { kind: "most", budget: 1e-9, gpuHours: null, deadline: null, carbon: null } } })).toEqual([
      "plan.limits-buy-nothing",
    ]);
  });

  it("has no refusals where there is one", () => {
    expect(solve(requestOf()).offering).not.toBeNull();
    expect(codes({})).toEqual([]);
  });
});
