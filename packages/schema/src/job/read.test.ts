import { findModel } from "@outlay/catalog";
import { describe, expect, it } from "vitest";
import { loadLanguage, message } from "../locales/index.ts";
import { jobJsonSchema, readJob } from "./read.ts";
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

describe("fields that aren't counted yet", () => {
  const LATER = {
    ...MINIMAL,
    goal: { carbon: "5kg" },
  };

  it("are accepted, and each is told", () => {
    const { job, issues } = readJob(LATER);
    expect(job?.data).toEqual({ tokens: 1e6 });
    expect(new Set(issues.map((i) => `${i.severity} ${i.code}`))).toEqual(new Set(["warning job.not-yet"]));
    const all = ["goal.carbon"];
    expect(issues.map((i) => i.path).sort()).toEqual(all.sort());
  });

  it("are named in the schema that editors use", () => {
    const noted = JSON.stringify(jobJsonSchema()).match(/"(\w+)":\{"description":"accepted, not counted yet"\}/g) ?? [];
    expect(noted).toHaveLength(1);
  });

  it("leave the job that was given as it was", () => {
    const before = structuredClone(LATER);
    readJob(LATER);
    expect(LATER).toEqual(before);
  });

  it("are told beside the fields that are wrong", () => {
    const { job, issues } = readJob({ ...LATER, goal: { carbon: 2, budget: "much" } });
    expect(job).toBeNull();
    expect(issues.filter((i) => i.severity === "error").map((i) => i.path)).toEqual(["goal.budget"]);
    expect(issues.map((i) => i.path)).toContain("goal.carbon");
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
