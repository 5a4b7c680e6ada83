import { describe, expect, it } from "vitest";
import { resolve } from "../case/resolve.ts";
import type { EvidenceRecord } from "../record/record.ts";
import { validation } from "../report/validation.ts";
import { askOf } from "./ask.ts";

const record: EvidenceRecord = {
  id: "somebody/llama-2-7b",
  source: { title: "a table", url: "https://example.org", date: "2024-05" },
  model: { name: "Llama-2-7B", hf_id: "meta-llama/Llama-2-7b-hf" },
  method: "pretrain",
  hardware: { gpu: "A100-SXM-80GB", gpus: 64, gpus_per_node: 8 },
  parallel: { tp: 2, pp: 4, virtual_pp: 1, sharding: "zero1" },
  training: { seq_len: 4096, micro_batch: 1, global_batch: 512, precision: "bf16", optimizer: "adamw" },
  framework: "Megatron-LM",
  measured: { step_time_s: 12, peak_memory_gib_per_gpu: 40 },
};
const stated = { ...record, training: { ...record.training, recompute: "full" } };

describe("what a record leaves open", () => {
  it("is asked for by its field, with the positions that it may have had and the interval that the estimate has", () => {
    const [estimate] = validation([record]).estimates;
    for (const row of estimate?.rows ?? []) {
      expect(row.ask).toMatchObject({ question: "switch", path: "training.recompute" });
      expect(row.ask?.options.toSorted()).toEqual(["full", "none", "selective"]);
      expect(row.ask?.narrows.quantity).toBe(row.quantity === "step_time_s" ? "time" : "memory");
      expect(row.ask?.narrows.to).toBeLessThan(row.ask?.narrows.from ?? 0);
    }
    const time = estimate?.rows.find((r) => r.quantity === "step_time_s");
    expect(time?.ask?.narrows.from).toBeCloseTo(Math.sqrt((time?.interval?.high ?? 0) / (time?.interval?.low ?? 1)), 9);
  });

  it("said, leaves the interval that was promised", () => {
    const widths = ["none", "selective", "full"].map((recompute) => {
      const [estimate] = validation([{ ...record, training: { ...record.training, recompute } }]).estimates;
      const time = estimate?.rows.find((r) => r.quantity === "step_time_s");
      return Math.sqrt((time?.interval?.high ?? 0) / (time?.interval?.low ?? 1));
    });
    const promised = askOf(resolve(record), "step_time_s")?.narrows.to ?? 0;
    for (const width of widths) expect(width).toBeCloseTo(promised, 9);
  });

  it("is nothing where all is said, or where the answer is yes or no", () => {
    expect(askOf(resolve(stated), "step_time_s")).toBeNull();
    expect(askOf(resolve(record), "fits")).toBeNull();
    expect(askOf(resolve({ ...record, hardware: { gpu: "Warp 9000" } }), "step_time_s")).toBeNull();
  });

  it("is the switch that spreads most of several", () => {
    const { virtual_pp: _, ...parallel } = record.parallel ?? {};
    const both = resolve({ ...record, parallel });
    expect(new Set(both.branches.map((b) => b.setup.layout.virtualPp)).size).toBeGreaterThan(1);
    const ask = askOf(both, "step_time_s");
    expect(ask).not.toBeNull();
    expect(ask?.narrows.to).toBeGreaterThan(askOf(resolve(record), "step_time_s")?.narrows.to ?? 0);
  });
});
