import { findModel } from "@outlay/catalog";
import { describe, expect, it } from "vitest";
import { loadLanguage, message } from "../locales/index.ts";
import { readJob } from "./read.ts";
import { type BuiltRequest, toRequest } from "./request.ts";

const MINIMAL = { model: "gpt2", data: { tokens: "1M" } };

await loadLanguage("zh-CN");

function built(job: Readonly<Record<string, unknown>>): BuiltRequest {
  const found = findModel("gpt2");
  const read = readJob({ ...MINIMAL, ...job });
  if (found.kind === "none" || !read.job) throw new Error(JSON.stringify(read.issues));
  const { id, architecture, source, verified } = found.model;
  const model = { name: id, architecture, source, verified, checkpoint: null };
  return toRequest(read.job, { model, data: null, priceRows: [], today: "2026-11-24" });
}

describe("a cap on emissions", () => {
  const carbonOf = (carbon: unknown): number | null | undefined => built({ goal: { carbon } }).request?.goal.carbon;

  it("is read as people write masses, bare numbers in kilograms", () => {
    expect([carbonOf(2), carbonOf("5kg"), carbonOf("500 g"), carbonOf("1.5 t CO2e"), carbonOf("2 kgCO2e")]).toEqual([2, 5, 0.5, 1500, 2]);
    expect(built({}).request?.goal.carbon).toBeNull();
  });

  it("that is none is told", () => {
    for (const carbon of ["5 lb", "much", 0, -1, "0kg", [], {}]) {
      const { job, issues } = readJob({ ...MINIMAL, goal: { carbon } });
      expect(job).toBeNull();
      expect(issues.map((i) => `${i.code} ${i.path}`)).toEqual(["job.bad-carbon goal.carbon"]);
    }
  });

  it("can be what tokens are bought up to", () => {
    const { request } = built({ data: undefined, method: "pretrain", goal: { maximise: "tokens", carbon: "1t" } });
    expect(request?.target.goal).toMatchObject({ kind: "most", carbon: 1000, budget: null });
  });
});

describe("the dropout of adapters", () => {
  it("is read under either of its names", () => {
    expect(built({ method: { kind: "lora", dropout: 0.1 } }).request?.method.lora?.dropout).toBe(0.1);
    const other = built({ method: "lora", training: { loraDropout: "10%" } });
    expect(other.request?.method.lora?.dropout).toBe(0.1);
    expect(other.issues.map((i) => i.code)).not.toContain("default.lora-dropout");
  });

  it("can't be two things", () => {
    const both = { ...MINIMAL, method: { kind: "lora", dropout: 0 }, training: { loraDropout: 0.1 } };
    expect(readJob(both).issues.map((i) => [i.code, i.path])).toEqual([["job.both", "training.loraDropout"]]);
    expect(readJob({ ...both, training: { loraDropout: 0 } }).issues).toEqual([]);
  });
});

describe("a field that says nothing about the method", () => {
  it.each([
    [{ method: { kind: "full", rank: 8, targets: "qv", dropout: 0.1 } }, ["method.rank", "method.targets", "method.dropout"]],
    [{ method: "full", training: { loraDropout: 0.1 } }, ["training.loraDropout"]],
    [{ method: { kind: "qlora", frozenLayers: 4 } }, ["method.frozenLayers"]],
  ])("is refused: %j", (job, paths) => {
    const { request, issues } = built(job);
    expect(request).toBeNull();
    expect(issues.filter((i) => i.severity === "error").map((i) => i.path)).toEqual(paths);
  });

  it.each([
    [{ method: { kind: "full", base: "nf4" } }, "method.base"],
    [{ method: { kind: "full", galoreRank: 64 } }, "method.galoreRank"],
    [{ run: { evaluation: { sequences: 500 } } }, "run.evaluation.sequences"],
  ])("is told where it changes nothing: %j", (job, path) => {
    const { request, issues } = built(job);
    expect(request).not.toBeNull();
    const found = issues.filter((i) => i.severity === "warning");
    expect(found.map((i) => [i.code, i.path])).toEqual([["job.no-effect", path]]);
    for (const language of ["en", "zh-CN"] as const) for (const issue of found) expect(message(issue, language)).toContain(path);
  });

  it("is silent where it does something", () => {
    const used = { method: { kind: "freeze", frozenLayers: 4, base: "bf16" }, run: { evaluation: { every: 10, sequences: 5 } } };
    expect(built(used).issues.filter((i) => i.severity !== "note")).toEqual([]);
  });
});
