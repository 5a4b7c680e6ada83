import { describe, expect, it } from "vitest";
import { layout as ONE } from "../../fixtures/setups.ts";
import type { Layout } from "./layout.ts";
import { notation } from "./notation.ts";

describe("a layout in the field's notation", () => {
  it("of one card is its micro-batch", () => {
    expect(notation(ONE)).toBe("dp1 mb1");
  });

  it("of many names every degree above one, and what follows", () => {
    const many: Layout = {
      ...ONE,
      dp: 8,
      tp: 8,
      pp: 4,
      virtualPp: 2,
      cp: 2,
      ep: 4,
      sequenceParallel: true,
      sharding: "zero-1",
      gradAccum: 16,
    };
    expect(notation({ ...many, recompute: "full", recomputeLayers: 5 })).toBe(
      "dp8 tp8 pp4 vpp2 cp2 ep4 sp zero-1 mb1 ga16 recompute=full/5",
    );
  });

  it("says the group of HSDP, all layers run again, and what is offloaded", () => {
    expect(notation({ ...ONE, dp: 16, sharding: "hsdp", shardGroup: 8, microBatch: 2, recompute: "full", offload: "optimizer" })).toBe(
      "dp16 hsdp/8 mb2 recompute=full offload=optimizer",
    );
  });
});
