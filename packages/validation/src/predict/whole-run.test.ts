import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { resolve } from "../case/resolve.ts";
import { readRecords } from "../record/read.ts";
import type { EvidenceRecord } from "../record/record.ts";
import { predict } from "./predict.ts";
import { slowedBy, wholeSeconds } from "./whole-run.ts";

const DAY = 86_400;
const record: EvidenceRecord = {
  id: "somebody/llama-2-7b",
  source: { title: "a card", url: "https://example.org", date: "2024-05" },
  model: { name: "Llama-2-7B", hf_id: "meta-llama/Llama-2-7b-hf" },
  method: "pretrain",
  hardware: { gpu: "A100-SXM-80GB", gpus: 512, gpus_per_node: 8 },
  training: { seq_len: 4096, global_batch: 1024, precision: "bf16" },
  framework: "Megatron-LM",
  measured: { gpu_hours: 184_320, total_tokens: 2e12 },
};
const whole = resolve(record);
const steps = resolve({ ...record, notes: "hours from throughput" });

describe("hours of a whole run", () => {
  it("are more than those of its steps, by failures and by slow weeks; hours of steps are what they are", () => {
    expect(wholeSeconds(steps, 10 * DAY)).toBe(10 * DAY);
    expect(slowedBy(steps, 10 * DAY)).toEqual({ factor: 1, down: 0, up: 0 });
    const { factor } = slowedBy(whole, 10 * DAY);
    expect(wholeSeconds(whole, 10 * DAY)).toBeGreaterThan(10 * DAY * factor);
    expect(wholeSeconds(whole, 10 * DAY)).toBeLessThan(10 * DAY * factor * 1.1);
    const hours = (c: typeof whole): number => predict(c).find((p) => p.quantity === "gpu_hours")?.predicted ?? 0;
    expect(hours(whole) / hours(steps)).toBeGreaterThan(1.1);
  });

  it("of minutes hardly differ from their steps", () => {
    expect(wholeSeconds(whole, 600) / 600).toBeLessThan(1.02);
  });

  it("are right in the middle: the published runs that are trusted take as long as estimated, within a tenth", () => {
    const file = fileURLToPath(new URL("../../../catalog/data/evidence/full_runs.jsonl", import.meta.url));
    const ratios = readRecords(readFileSync(file, "utf8"), "full_runs").records.flatMap((r) => {
      if (!/^[AB]$/.test(String((r as { readonly trust?: unknown }).trust ?? ""))) return [];
      const row = predict(resolve(r)).find((p) => p.quantity === "gpu_hours" && p.predicted !== null);
      return row ? [(row.predicted ?? 0) / row.measured] : [];
    });
    const sorted = ratios.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    expect(sorted.length).toBeGreaterThan(15);
    expect(median).toBeGreaterThan(0.9);
    expect(median).toBeLessThan(1.1);
  });
});
