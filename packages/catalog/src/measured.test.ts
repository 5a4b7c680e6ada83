import { statSync } from "node:fs";
import { distance, similarRuns } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { measuredRuns, packRuns, type RunEntry, unpackRuns } from "./measured.ts";

const runs = await measuredRuns();

describe("the table of measured runs", () => {
  it("unpacks to what was packed", () => expect(unpackRuns(packRuns(runs))).toEqual(runs));

  it("is small: below 400 kB", () => {
    expect(statSync(new URL("./generated/measured.ts", import.meta.url)).size).toBeLessThan(400_000);
    expect(runs.length).toBeGreaterThan(2000);
  });

  it("names a source for every run, with figures and ranges that are ordered and finite", () => {
    for (const r of runs) {
      expect(r.source.length, r.id).toBeGreaterThan(3);
      expect(r.url, r.id).toMatch(/^https?:/);
      expect(r.model, r.id).not.toBe("");
      for (const f of [r.time, r.memory]) {
        if (!f) continue;
        expect(f.measured, r.id).toBeGreaterThan(0);
        expect(f.predicted.p10, r.id).toBeGreaterThan(0);
        expect(f.predicted.p10, r.id).toBeLessThan(f.predicted.p50);
        expect(f.predicted.p50, r.id).toBeLessThan(f.predicted.p90);
        expect(Number.isFinite(f.predicted.p90), r.id).toBe(true);
      }
      expect(r.time ?? r.memory, r.id).not.toBeNull();
      expect(Number.isFinite(distance(r.features, runs[0]?.features ?? r.features)), r.id).toBe(true);
    }
  });

  it("has each run as its own nearest", () => {
    for (const r of runs.filter((_, i) => i % 7 === 0)) expect(similarRuns(r.features, runs, 1)[0]?.distance, r.id).toBe(0);
  });

  it("that points beyond its lists is an error of ours", () => {
    const table = packRuns(runs.slice(0, 3));
    expect(() => unpackRuns({ ...table, models: [] })).toThrow("no model 0");
    const bad: RunEntry = ["x", 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, [99, 1, 1, 1.1], null];
    expect(() => unpackRuns({ ...table, runs: [bad] })).toThrow("no quantity 99");
  });
});
