import { expect, it } from "vitest";
import { readRecords } from "./read.ts";

const line = (value: unknown): string => JSON.stringify(value);

it("a record keeps the keys that nobody knows, and may lack or null every field", () => {
  const { records, issues } = readRecords(
    `${line({ id: "a/1", later: { x: 1 }, model: null, training: { seq_len: null, new: 2 } })}\n\n`,
    "runs",
  );
  expect(issues).toEqual([]);
  expect(records).toEqual([{ id: "a/1", later: { x: 1 }, model: null, training: { seq_len: null, new: 2 } }]);
});

it("a field of the wrong type is told with its line and counts as missing", () => {
  const { records, issues } = readRecords(
    [line({ id: "a/1" }), line({ id: "a/2", hardware: { gpus: "eight", gpu: 5 }, measured: [] })].join("\n"),
    "runs",
  );
  expect(records.map((r) => r.id)).toEqual(["a/1", "a/2"]);
  expect(records[1]?.hardware).toEqual({});
  expect(records[1]?.measured).toBeUndefined();
  expect(issues.map((i) => [i.code, i.path]).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
    ["evidence.field-wrong", "runs:2.hardware.gpu"],
    ["evidence.field-wrong", "runs:2.hardware.gpus"],
    ["evidence.field-wrong", "runs:2.measured"],
  ]);
});

it("lines that hold no record are left out with their number", () => {
  const text = [
    "{",
    "[1]",
    "null",
    line({ model: {} }),
    line({ id: "" }),
    line({ id: 7 }),
    line({ id: "good" }),
    "x".repeat(1_000_001),
  ].join("\n");
  const { records, issues } = readRecords(text, "runs");
  expect(records.map((r) => r.id)).toEqual(["good"]);
  expect(issues.map((i) => [i.code, i.path, i.severity])).toEqual([
    ["evidence.line-not-json", "runs:1", "error"],
    ["evidence.line-not-json", "runs:2", "error"],
    ["evidence.line-not-json", "runs:3", "error"],
    ["evidence.no-id", "runs:4", "error"],
    ["evidence.no-id", "runs:5", "error"],
    ["evidence.no-id", "runs:6", "error"],
    ["evidence.line-long", "runs:8", "error"],
  ]);
});

it("an id that stands twice is told", () => {
  const { records, issues } = readRecords([line({ id: "a" }), line({ id: "a" })].join("\n"), "runs");
  expect(records).toHaveLength(2);
  expect(issues).toEqual([{ code: "evidence.id-twice", severity: "warning", path: "runs:2", values: { id: "a" } }]);
});

it("reading stops when too much is wrong", () => {
  const { records, issues } = readRecords("nonsense\n".repeat(5000), "runs");
  expect(records).toEqual([]);
  expect(issues).toHaveLength(1001);
  expect(issues.at(-1)?.code).toBe("evidence.too-much");
});
