import { expect, it } from "vitest";
import type { Row } from "../predict/rows.ts";
import { quantile, summarise } from "./summarise.ts";

const row = (predicted: number | null, more: Partial<Row> = {}): Row => ({
  id: "a/1",
  source: "a",
  sourceGroup: "a",
  strata: ["task:pretrain"],
  quantity: "step_time_s",
  measured: 1,
  predicted,
  ...more,
});

it("errors are shares of the measured figure, bias is their median with a sign", () => {
  const { overall } = summarise([row(1.1), row(1.2), row(0.7)]);
  const [score] = overall.scores;
  expect(score?.median).toBeCloseTo(0.2, 12);
  expect(score?.mean).toBeCloseTo(0.2, 12);
  expect(score?.p90).toBeCloseTo(0.28, 12);
  expect(score?.bias).toBeCloseTo(0.1, 12);
  expect(score?.coverage).toBeNull();
});

it("suspect rows are counted and not scored, twins count once, skips are counted by kind", () => {
  const rows = [
    row(1),
    row(9, { suspect: "odd" }),
    row(1.5, { id: "a/2", twin: "t" }),
    row(1.5, { id: "a/3", twin: "t" }),
    row(null, { skipped: { kind: "amount", reason: "" } }),
  ];
  const { overall, bySource, byStratum } = summarise(rows);
  expect(overall.counts).toEqual({ rows: 5, scored: 2, suspect: 1, twins: 1, skipped: { amount: 1 } });
  expect(overall.scores[0]?.n).toBe(2);
  expect(Object.keys(bySource)).toEqual(["a"]);
  expect(byStratum["task:pretrain"]).toEqual(overall);
});

it("coverage is the share of given intervals that hold the measured figure", () => {
  const { overall } = summarise([row(1, { interval: { low: 0.9, high: 1.1 } }), row(2, { interval: { low: 1.8, high: 2.2 } }), row(3)]);
  expect(overall.scores[0]?.coverage).toBe(0.5);
});

it("verdicts on fitting are scored by how many are wrong and which way", () => {
  const fit = (predicted: number, measured: number): Row => row(predicted, { quantity: "fits", measured });
  const [score] = summarise([fit(1, 1), fit(1, 0), fit(0, 0), fit(0, 0)]).overall.scores;
  expect(score).toMatchObject({ n: 4, mean: 0.25, bias: 0.25, median: null });
});

it("quantiles lie between neighbours in proportion", () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([7], 0.9)).toBe(7);
});
