import { describe, expect, it } from "vitest";
import { machines, nodes, priceOf } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, lengthsOf, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { full, lora, pretrain, qlora } from "../../fixtures/setups.ts";
import { megatron, torchtitan, trl } from "../../fixtures/stacks.ts";
import type { DataPrice } from "../money/offer.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Setting } from "./result.ts";
import { ageInDays, requestIssues } from "./warnings.ts";

describe("the age of a date", () => {
  it.each([
    ["2026-11-23", "2026-11-24", 1],
    ["2026-10-25", "2026-11-24", 30],
    ["2025-11-24", "2026-11-24", 365],
    ["2023-12-31", "2024-01-01", 1],
    ["2024", "2024-01-31", 30],
    ["2026-11", "2026-11-01", 0],
  ])("from %s to %s is %i days", (from, to, days) => expect(ageInDays(from, to)).toBe(days));

  it("is unknown when a date is", () => {
    expect([ageInDays(null, "2026-11-24"), ageInDays("soon", "2026-11-24"), ageInDays("2026-11-24", "today")]).toEqual([null, null, null]);
  });

  it("counts the extra day of leap years, which a century has not", () => {
    expect(ageInDays("2024-02-29", "2025-03-01")).toBe(366);
    expect(ageInDays("2100-02-28", "2100-03-01")).toBe(1);
  });
});

describe("what holds for every plan of a job", () => {
  const codes = (more: Partial<PlanRequest>): readonly string[] => requestIssues(requestOf(more)).map((i) => i.code);

  it("is nothing when all is well", () => expect(codes({ work: samples(10, 1, { sequence: 2048 }) })).toEqual([]));
  it("sequences beyond what the model was made for", () =>
    expect(codes({ work: tokens(1e6, 9000) })).toEqual(["plan.sequence-beyond-model"]));
  it("models whose total nobody checked", () =>
    expect(codes({ model: { ...requestOf().model, verified: false }, work: tokens(1e6) })).toEqual(["plan.model-unverified"]));

  it("samples that are cut, in percent of all", () => {
    const [cut] = requestIssues(requestOf({ work: samples(10, 1, { sequence: 256 }) }));
    expect([cut?.code, cut?.values["percent"]]).toEqual(["plan.samples-cut", 40]);
    const unknown = requestOf({
      work: {
        ...samples(),
        sequence: 100,
        amount: { kind: "samples", samples: 1, epochs: 1, lengths: { ...lengthsOf([]), longest: 200 } },
      },
    });
    expect(requestIssues(unknown)[0]?.values["percent"]).toBe(0);
    expect(
      codes({ model: { ...requestOf().model, architecture: { ...models.tiny, maxPositions: null } }, work: tokens(1e6, 1e6) }),
    ).toEqual([]);
  });
});

describe("what a plan's reader is told", () => {
  const told = (more: Partial<PlanRequest>): readonly string[] =>
    plan(requestOf(more), alternatives).plans.flatMap((p) => p.issues.map((i) => i.code));

  it("that several nodes may not be had", () => {
    const many = { method: full, machines: [machines.h100], gpus: { min: 16, max: 16 }, stacks: [torchtitan], work: tokens(1e8) };
    expect(told(many)).toContain("plan.availability-unknown");
  });

  it("that a link was assumed", () => {
    const node = { ...nodes.pcie4, assumed: true };
    expect(told({ machines: [{ ...machines.a10gBox, node }], gpus: { min: 4, max: 4 } })).toContain("plan.link-assumed");
  });

  it("that states are offloaded", () => {
    expect(told({ method: full, stacks: [trl], layout: { offload: "optimizer" }, machines: [machines.a10g] })).toContain("plan.offload");
  });

  it("that storage and egress have no price, or nothing of it when they have", () => {
    const of = (kind: DataPrice["kind"], unit: DataPrice["unit"]): DataPrice => ({
      provider: "cloud",
      kind,
      item: kind,
      usd: 0.1,
      unit,
      source: "list",
      asOf: "2026-11-20",
    });
    expect(told({})).toContain("plan.unpriced-lines");
    expect(told({ dataPrices: [of("storage", "GB-month"), of("egress", "GB")], dataBytes: 1e9 })).not.toContain("plan.unpriced-lines");
  });

  it("nothing of bf16 when fp16 was asked for", () => {
    const training = { ...requestOf().training, precision: "fp16" as const };
    expect(told({ training, machines: [machines.t4] })).not.toContain("plan.no-bf16");
  });

  it("nothing of age when prices are one's own", () => {
    expect(
      told({ machines: [{ ...machines.ownRtx4090, prices: [priceOf(1, null, { asOf: null })] }] }).filter(
        (c) => c.includes("dated") || c.includes("stale"),
      ),
    ).toEqual([]);
  });
});

describe("settings to type", () => {
  const settings = (more: Partial<PlanRequest>): readonly Setting[] => plan(requestOf(more), alternatives).plans[0]?.settings ?? [];
  const value = (all: readonly Setting[], id: string): string | undefined => all.find((s) => s.id === id)?.value;

  it("carry the stack's own flags: for the very value, or with the value put in", () => {
    const all = settings({ stacks: [trl], machines: [machines.a10g], work: samples(2000, 2, { padding: "packed" }) });
    expect(all.find((s) => s.id === "padding")?.flag).toBe("--packing true");
    expect(all.find((s) => s.id === "microBatch")?.flag).toBe(`--per_device_train_batch_size ${value(all, "microBatch")}`);
    expect(all.find((s) => s.id === "optimizer")?.flag).toBeNull();
    expect(value(all, "epochs")).toBe("2");
    expect(value(all, "loraRank")).toBe("16");
    expect(value(all, "learningRate")).toBe("2e-4");
  });

  it("name adapters' targets and the job's own learning rate", () => {
    const training = { ...requestOf().training, learningRate: 3e-5, compile: true };
    const all = settings({ method: lora(8, { targets: ["q_proj", "v_proj"] }), training, stacks: [trl] });
    expect(value(all, "loraTargets")).toBe("q_proj,v_proj");
    expect(all.find((s) => s.id === "learningRate")).toMatchObject({ value: "0.00003", source: "job" });
    expect(all.find((s) => s.id === "compile")?.flag).toBe("--torch_compile true");
    expect(value(settings({ method: qlora() }), "base")).toBe("nf4-dq");
  });

  it("name every way in which ranks are cut, and none that is one", () => {
    const on = { method: pretrain, work: tokens(1e9, 16384, { globalBatch: 64 }), machines: [machines.h100], gpus: { min: 16, max: 16 } };
    const cut = settings({
      ...on,
      stacks: [megatron],
      layout: { tp: 2, pp: 2, cp: 2, virtualPp: 2, sharding: "zero-1", offload: "optimizer" },
    });
    const of = Object.fromEntries(cut.map((s) => [s.id, s.value]));
    expect(of).toMatchObject({
      tp: "2",
      pp: "2",
      cp: "2",
      virtualPp: "2",
      dp: "2",
      sharding: "zero-1",
      sequenceParallel: "true",
      offload: "optimizer",
    });
    expect(of).not.toHaveProperty("ep");
    const hsdp = settings({ ...on, stacks: [torchtitan], layout: { tp: 1, pp: 1, cp: 1, sharding: "hsdp" } });
    expect(value(hsdp, "shardGroup")).toBe("8");
    expect(value(settings({ method: full, stacks: [trl], machines: [machines.a10g], layout: { offload: "params" } }), "offload")).toBe(
      "params",
    );
    expect(value(settings({ ...on, stacks: [torchtitan], layout: { tp: 2 } }), "compile")).toBe("true");
  });
});
