import { describe, expect, it } from "vitest";
import * as models from "../../fixtures/models.ts";
import { full, lora } from "../../fixtures/setups.ts";
import { tensorTable } from "../model/tensors.ts";
import type { Method } from "../method/method.ts";
import { conventions } from "./conventions.ts";
import { modelFlop, type OperatorFlop, operatorFlops } from "./flops.ts";

const small = models.mamba(24, 768);

function operator(
  id: OperatorFlop["id"],
  more: { model?: typeof small; sequence?: number; method?: Method; recompute?: "none" | "full" } = {},
) {
  const { model = small, sequence = 1024, method = full, recompute = "none" } = more;
  return operatorFlops(tensorTable(model), method, { sequence, recompute, counting: "half" }).find((o) => o.id === id);
}

describe("the scan of a state space", () => {
  it("costs 9 FLOPs a channel and state in Mamba, with 8 for the convolution of a channel", () => {
    expect(operator("scan")?.forward).toBe(24 * 1536 * (9 * 16 + 8));
  });

  it("makes a layer of Mamba-2 cost what Megatron-LM counts, and its convolution", () => {
    const forward = ["linear", "scan"].map((id) => operator(id as "scan", { model: models.codestralMamba })?.forward ?? 0);
    const layer = 2 * 4096 * (2 * 8192 + 2 * 8 * 128 + 128) + 7 * 8192 * 128 + 2 * 8192 * 4096;
    expect((forward[0] ?? 0) + (forward[1] ?? 0)).toBe(64 * (layer + 2 * 4 * (8192 + 2 * 8 * 128)));
  });

  it("costs as much a token at any sequence length, and there is no attention", () => {
    expect(operator("scan", { sequence: 65_536 })).toEqual(operator("scan", { sequence: 1024 }));
    expect(operator("attention")?.forward).toBe(0);
  });

  it("runs twice backward whether or not weights are trained, and once more under recomputation", () => {
    const scan = operator("scan", { method: lora(), recompute: "full" });
    expect([scan?.backward, scan?.recompute]).toEqual([2 * (scan?.forward ?? 0), scan?.forward]);
  });

  it("is counted by the conventions that know it; those written for attention say nothing", () => {
    const found = conventions(tensorTable(small), 2048);
    expect(found.map((c) => c.id)).toEqual(["outlay", "6n", "megatron-lm"]);
    const all = operatorFlops(tensorTable(small), full, { sequence: 2048, recompute: "none", counting: "half" });
    expect(found[0]?.flopPerToken).toBe(modelFlop(all));
  });
});
