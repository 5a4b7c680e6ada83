import { findModel } from "@outlay/catalog";
import { type Issue, type ModelRef, plan } from "@outlay/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { notFinite, validJob } from "../../fixtures/jobs.ts";
import { allTexts } from "../locales/index.ts";
import { resultSchema } from "../result/schema.ts";
import { readJob } from "./read.ts";
import { type BuiltRequest, toRequest } from "./request.ts";

const TODAY = "2026-11-24";

function modelRef(name: string): ModelRef {
  const found = findModel(name);
  if (found.kind === "none") throw new Error(`the catalog has no ${name}`);
  const { id, architecture, source, verified } = found.model;
  return { name: id, architecture, source, verified, checkpoint: null };
}

const MODELS = ["gpt2", "meta-llama/Llama-3.1-8B", "Qwen/Qwen3-30B-A3B", "deepseek-ai/DeepSeek-V2-Lite", "google-t5/t5-base"].map(modelRef);
const model = fc.constantFrom(...MODELS);

function built(job: unknown, ref: ModelRef = modelRef("gpt2")): BuiltRequest {
  const read = readJob(job);
  if (!read.job) throw new Error(JSON.stringify(read.issues));
  return toRequest(read.job, { model: ref, data: null, priceRows: [], today: TODAY });
}

const codes = (issues: readonly Issue[]): readonly string[] => issues.map((i) => i.code);

const texts = await allTexts();

function checkTold(issues: readonly Issue[]): void {
  for (const { code, values } of issues) {
    for (const language of ["en", "zh-CN"] as const) {
      const template = texts[language][code];
      expect(template, `${code} in ${language}`).toBeDefined();
      for (const [, name = ""] of template?.matchAll(/\{(\w+)\}/g) ?? [])
        expect(name === "path" || name in values, `${code} {${name}}`).toBe(true);
    }
  }
}

describe("a valid job as a request", () => {
  it("is built, or it is told why not", () => {
    fc.assert(
      fc.property(validJob, model, (job, ref) => {
        const { request, issues } = built(job, ref);
        checkTold(issues);
        expect(request === null).toBe(issues.some((i) => i.severity === "error"));
        if (request) expect(notFinite({ ...request, calibration: null })).toBeNull();
      }),
      { seed: 8, numRuns: 150 },
    );
  });

  it("is answered with numbers that are all finite, and with labels for all parts", () => {
    let planned = 0;
    fc.assert(
      fc.property(validJob, model, (job, ref) => {
        const { request } = built(job, ref);
        if (!request) return;
        const result = plan(request, { machines: request.machines, stacks: request.stacks });
        if (result.plans.length > 0) planned += 1;
        expect(notFinite(result)).toBeNull();
        const checked = resultSchema.safeParse(JSON.parse(JSON.stringify(result)));
        expect(checked.error?.issues ?? []).toEqual([]);
        checkTold([...result.issues, ...result.plans.flatMap((p) => p.issues)]);
        const labels = result.plans.flatMap((p) => [
          ...p.reasons.map((r) => `reason.${r}`),
          `verdict.${p.memoryBytes.verdict}`,
          `phase.${p.memoryBytes.phase}`,
          ...p.memoryBytes.parts.map((part) => `memory.${part.id}`),
          ...p.stepSeconds.parts.map((part) => `time.${part.id}`),
          ...p.runSeconds.parts.map((part) => `run.${part.id}`),
          ...p.waterfall.map((step) => `waterfall.${step.id}`),
          ...p.bill.flatMap((line) => [`bill.${line.id}`, `unit.${line.unit}`]),
        ]);
        const wanted = [...labels, ...result.notCounted.map((id) => `uncounted.${id}`)];
        expect([...new Set(wanted)].filter((key) => texts.en[key] === undefined)).toEqual([]);
      }),
      { seed: 9, numRuns: 70 },
    );
    expect(planned).toBeGreaterThan(20);
  });
});

describe("a request", () => {
  const job = (more: Readonly<Record<string, unknown>>): unknown => ({ model: "m", data: { tokens: "1M" }, ...more });

  it("says every default that was taken", () => {
    expect(codes(built(job({ where: { accelerators: "l4" } })).issues)).toEqual([
      "default.method",
      "default.lora-rank",
      "default.lora-dropout",
      "default.lora-targets",
      "default.sequence-fine-tuning",
      "default.stack-fine-tuning",
      "default.gpus",
      "default.purchase",
      "default.minimise",
      "default.p-fits",
    ]);
  });

  it("says nothing of terms that hardware of one's own doesn't have, and of confidence where nothing is limited", () => {
    const owned = codes(built(job({ where: { owned: [{ accelerator: "l4" }] } })).issues);
    for (const code of ["default.gpus", "default.purchase", "default.confidence"]) expect(owned).not.toContain(code);
    expect(codes(built(job({ goal: { budget: 50 } })).issues)).toContain("default.confidence");
  });

  it("takes an ambiguous name as all that it may mean, and says so", () => {
    const { request, issues } = built(job({ where: { accelerators: "a100" } }));
    expect(codes(issues)).toContain("job.ambiguous-accelerator");
    expect(new Set(request?.machines.map((m) => m.accelerator.id)).size).toBeGreaterThan(1);
  });

  it("compares hardware of one's own with what is for rent when cards are named beside it, else takes it alone", () => {
    const owned = [{ accelerator: "rtx-4090" }];
    expect(built(job({ where: { owned } })).request?.machines.every((m) => m.owned)).toBe(true);
    const both = built(job({ where: { owned, accelerators: "l4" } })).request?.machines ?? [];
    expect([both.some((m) => m.owned), both.some((m) => !m.owned)]).toEqual([true, true]);
  });

  it("gives a box of one's own the GPUs that the job asks for", () => {
    const box = (gpus: unknown): number | undefined =>
      built(job({ where: { owned: [{ accelerator: "h100" }], ...(gpus === undefined ? {} : { gpus }) } })).request?.machines[0]?.node.gpus;
    expect([box(undefined), box(4), box("1..8"), box(">=4")]).toEqual([1, 4, 8, 4]);
  });

  it("turns a least number of nodes into one of GPUs", () => {
    const { request } = built(job({ where: { instanceTypes: "p5.48xlarge", nodes: "2..4" } }));
    expect(request?.gpus.min).toBe(9);
    expect(Math.max(...(request?.machines.map((m) => m.maxNodes) ?? []))).toBe(4);
    expect(codes(built(job({ where: { accelerators: "h100", nodes: ">=2" } })).issues)).toContain("job.mixed-nodes");
  });

  it("warns of a number of GPUs that nothing comes in", () => {
    expect(codes(built(job({ where: { instanceTypes: "p5.48xlarge", gpus: 3 } })).issues)).toContain("job.no-count");
    expect(codes(built(job({ where: { owned: [{ accelerator: "h100", gpusPerNode: 2 }], gpus: 8 } })).issues)).toContain(
      "job.too-few-gpus",
    );
  });
});
