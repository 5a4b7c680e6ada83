import { describe, expect, it } from "vitest";
import { findModel } from "@outlay/catalog";
import type { PlanRequest } from "@outlay/engine";
import { readJob } from "./read.ts";
import { type BuiltRequest, toRequest } from "./request.ts";

const found = findModel("gpt2");
if (found.kind === "none") throw new Error("the catalog has no gpt2");
const { id, architecture, source, verified } = found.model;
const model = { name: id, architecture, source, verified, checkpoint: null };

function built(more: Readonly<Record<string, unknown>>): BuiltRequest {
  const read = readJob({ model: "m", data: { tokens: "1M" }, where: { accelerators: "l4" }, ...more });
  if (!read.job) throw new Error(JSON.stringify(read.issues));
  return toRequest(read.job, { model, data: null, priceRows: [], today: "2026-11-24" });
}

function request(more: Readonly<Record<string, unknown>>): PlanRequest {
  const { request: r, issues } = built(more);
  if (!r) throw new Error(JSON.stringify(issues));
  return r;
}

const told = (job: unknown): readonly string[] => readJob(job).issues.map((i) => `${i.code} ${i.path}`);

describe("how a job saves itself and fails", () => {
  it("counts failures by measured rates, at the best interval, where nothing is said", () => {
    expect(request({}).run).toMatchObject({
      checkpointEvery: null,
      checkpointSeconds: null,
      checkpointContent: "full",
      checkpointAsync: false,
      failures: { counted: true, perThousandNodeDays: null, restart: null },
      slowdown: null,
    });
    expect(request({}).failureRates.length).toBeGreaterThan(5);
    expect(request({}).spot.length).toBeGreaterThan(2);
  });

  it("leaves them out, or takes the job's own figures", () => {
    expect(request({ run: { failures: false } }).run.failures.counted).toBe(false);
    expect(request({ run: { failures: "off" } }).run.failures.counted).toBe(false);
    expect(request({ run: { failures: { perThousandNodeDays: 6.5, restart: "20min" } } }).run.failures).toEqual({
      counted: true,
      perThousandNodeDays: 6.5,
      restart: 1200,
    });
    expect(request({ run: { checkpoints: { interval: "30min", keep: "all", storage: "object", async: true } } }).run).toMatchObject({
      checkpointSeconds: 1800,
      checkpointsKept: 1e15,
      checkpointStore: "object",
      checkpointAsync: true,
    });
  });

  it("leaves spot interruptions out, or takes the job's own figures for every card", () => {
    expect(request({ spot: false }).spot).toEqual([]);
    const own = request({ spot: { lifetime: "5h" } }).spot;
    expect(new Set(own.map((row) => row.lifetime.value))).toEqual(new Set([18_000]));
    expect(own[0]?.source).toContain("the job's own");
    expect(request({ spot: { availability: "90%" } }).spot.every((row) => row.availability.value === 0.9)).toBe(true);
  });

  it("runs as much slower than its steps as published runs were, as the job says, or not at all", () => {
    const of = (slowdown: unknown): number | null => request({ run: { slowdown } }).run.slowdown;
    expect([request({}).run.slowdown, of(true), of(false), of(1.1), of("1.5")]).toEqual([null, null, 1, 1.1, 1.5]);
    const job = { model: "m", data: { tokens: "1M" } };
    for (const slowdown of [0.9, 101]) expect(told({ ...job, run: { slowdown } })).toEqual(["job.bad-times run.slowdown"]);
  });

  it("compares with answers that are bought, where their price is given", () => {
    expect(request({}).api).toBeNull();
    expect(request({ api: { usdPerMillionTokens: 3 } }).api).toEqual({
      usdPerMillionTokens: 3,
      ownUsdPerMillionTokens: 0,
      tokensPerMonth: null,
    });
    const all = request({ api: { usdPerMillionTokens: "$3", ownUsdPerMillionTokens: 0.5, tokensPerMonth: "10M" } }).api;
    expect(all).toEqual({ usdPerMillionTokens: 3, ownUsdPerMillionTokens: 0.5, tokensPerMonth: 1e7 });
    expect(told({ model: "m", data: { tokens: "1M" }, api: { tokensPerMonth: 5 } })).toEqual(["job.needs api"]);
  });

  it("is told what it can't be", () => {
    const job = { model: "m", data: { tokens: "1M" } };
    expect(told({ ...job, run: { checkpoints: { every: 5, interval: "1h" } } })).toEqual(["job.both run.checkpoints.every"]);
    expect(told({ ...job, run: { checkpoints: { keep: "some" } } })).toEqual(["job.bad-whole-or-all run.checkpoints.keep"]);
    expect(told({ ...job, run: { failures: { perThousandNodeDays: 0 } } })).toEqual([
      "job.bad-rate-up-to run.failures.perThousandNodeDays",
    ]);
    expect(told({ ...job, spot: { availability: 0 } })).toEqual(["job.bad-share spot.availability"]);
    expect(told({ ...job, spot: { lifetime: "long" } })).toEqual(["job.bad-duration spot.lifetime"]);
    const full = built({ method: "full", run: { checkpoints: { save: "adapters" } } });
    expect(full.issues.map((i) => `${i.code} ${i.path}`)).toContain("job.only-for-adapters run.checkpoints.save");
  });
});
