import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures, methods, RUNS } from "../../fixtures/arbitraries.ts";
import * as models from "../../fixtures/models.ts";
import { continued, freeze, full, lora, pretrain, qlora } from "../../fixtures/setups.ts";
import { mtpParameters, totalParameters } from "../model/parameters.ts";
import type { LinearId } from "../model/linear.ts";
import { tensorTable } from "../model/tensors.ts";
import {
  adapterParameters,
  adapterRank,
  isAdapter,
  LORA_TARGETS,
  runningGroups,
  trainableParameters,
  trainedShare,
  trainsMtp,
} from "./trainable.ts";

describe("what is trained and what is frozen", () => {
  it("make up the model", () => {
    fc.assert(
      fc.property(architectures, methods, (a, method) => {
        const table = tensorTable(a);
        const t = trainableParameters(table, method);
        expect((t.trained + t.frozenLinear + t.frozenRest) / totalParameters(table)).toBeCloseTo(1, 12);
        expect(t.adapters > 0).toBe(isAdapter(method));
        for (const n of Object.values(t)) expect(n).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it("full fine-tuning trains all, adapters nothing of the model", () => {
    const table = tensorTable(models.llama3With8B);
    expect(trainableParameters(table, full).trained).toBe(8_030_261_248);
    expect(trainableParameters(table, qlora()).trained).toBe(0);
    expect([isAdapter(full), isAdapter(lora())]).toEqual([false, true]);
  });

  it("frozen layers leave a share of the rest, embeddings stay with them, the head is trained", () => {
    const table = tensorTable(models.llama3With8B);
    expect(trainedShare(freeze(24), table)).toBe(0.25);
    expect(trainedShare(freeze(99), table)).toBe(0);
    expect(trainableParameters(table, freeze(32)).trained).toBe(128256 * 4096);
    expect(trainedShare(freeze(12), tensorTable(models.t5Base))).toBe(0.5);
    expect(trainableParameters(tensorTable(models.gemma2With2B), freeze(26)).trained).toBe(0);
  });

  it("layers that predict further tokens run only in pre-training", () => {
    const table = tensorTable(models.deepseekV3);
    expect([pretrain, continued, full, lora()].map(trainsMtp)).toEqual([true, true, false, false]);
    expect(runningGroups(table, full).some((g) => g.mtp)).toBe(false);
    expect(trainableParameters(table, pretrain).trained - trainableParameters(table, full).trained).toBe(mtpParameters(table));
  });
});

describe("adapters", () => {
  const rank = (targets: readonly string[], id: LinearId): number => adapterRank(lora(8, { targets }).lora, id);

  it("sit on every matrix inside blocks but routers, unless targets are named", () => {
    expect(adapterRank(lora(8).lora, "down")).toBe(8);
    for (const id of ["router", "head", "mtp_proj", "shared_switch"] as const) expect(adapterRank(lora(8).lora, id)).toBe(0);
    expect(rank(["all-linear", "lm_head"], "head")).toBe(8);
    expect(rank(["all-linear"], "router")).toBe(0);
    expect(rank(["router"], "router")).toBe(8);
  });

  it("have the names that stacks write: fused matrices adapt each member", () => {
    for (const id of ["q", "k", "v"] as const) expect(rank(["c_attn"], id)).toBe(8);
    expect(rank(["q_proj"], "k")).toBe(0);
    expect(rank(["no_such"], "q")).toBe(0);
    expect(rank(["q_proj"], "q_b")).toBe(8);
    for (const name of LORA_TARGETS) expect(rank([name], "q") + rank([name], "k") + rank([name], "up")).toBeGreaterThanOrEqual(0);
  });

  it("none means none", () => expect(adapterRank(null, "q")).toBe(0));

  it("DoRA adds a magnitude for each output", () => {
    const table = tensorTable(models.tiny);
    const [q] = table.groups[0]?.linears ?? [];
    const of = (dora: boolean): number => (q ? adapterParameters(lora(8, { dora }).lora, q) : 0);
    expect(of(false)).toBe(8 * (512 + 512));
    expect(of(true) - of(false)).toBe(512);
    expect(q && adapterParameters(lora(8, { targets: ["k_proj"] }).lora, q)).toBe(0);
  });

  it("double with the rank, and come once for each expert", () => {
    fc.assert(
      fc.property(architectures, (a) => {
        const of = (r: number): number => trainableParameters(tensorTable(a), lora(r)).adapters;
        expect(of(16)).toBe(2 * of(8));
      }),
      RUNS,
    );
    const expert = tensorTable(models.tinyMoe).groups[0]?.linears.find((l) => l.expert);
    expect(expert && adapterParameters(lora(8).lora, expert)).toBe(8 * 8 * (512 + 704));
  });
});
