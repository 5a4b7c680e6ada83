import { expect, it } from "vitest";
import { measuredRunsOf } from "@outlay/validation";
import { evidence, lastFit, measuredText, read } from "./measured-runs.ts";

const from = evidence();
const fitted = lastFit();
const runs = measuredRunsOf(from.records, from.cases, fitted);

it("the table of measured runs is what evidence and last fit give: else run `npm run measured`", () => {
  expect(measuredText(from, fitted) === read("evidence/measured_runs.json")).toBe(true);
});

it("no suspect row is in it, and twins are in it once", () => {
  const byId = new Map(from.records.map((r) => [r.id, r]));
  const twins = new Set<string>();
  for (const run of runs) {
    const record = byId.get(run.id);
    expect(record?.suspect ?? "", run.id).toBe("");
    const twin = record?.twin ?? "";
    if (twin === "") continue;
    expect(twins.has(twin), `${run.id}: ${twin}`).toBe(false);
    twins.add(twin);
  }
  expect(from.records.some((r) => (r.suspect ?? "") !== "")).toBe(true);
  expect(twins.size).toBeGreaterThan(0);
});

it("every fitted figure is in it, printed figures as their sources print them", () => {
  const figures = runs.flatMap((r) => [r.time, r.memory]).filter((f) => f !== null);
  expect(figures.length).toBe(fitted.figures.length);
  const byId = new Map(from.records.map((r) => [r.id, r]));
  for (const run of runs) {
    const stated = run.time && byId.get(run.id)?.measured?.[run.time.quantity];
    if (run.time) expect(run.time.measured / (stated ?? 0), run.id).toBeCloseTo(1, 4);
  }
});

it("a new fit changes predictions and no feature", () => {
  const other = measuredRunsOf(from.records, from.cases, {
    ...fitted,
    figures: fitted.figures.map((f) => ({ ...f, rowOut: f.rowOut / 2 })),
  });
  expect(other.map((r) => r.features)).toEqual(runs.map((r) => r.features));
  expect(other).not.toEqual(runs);
});
