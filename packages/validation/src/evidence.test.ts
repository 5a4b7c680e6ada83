import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { resolveConstants, stepSeconds, stepTerms } from "@outlay/engine";
import { calibration } from "@outlay/catalog";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Case, type EvidenceRecord, predict, readRecords, resolve, rowsOf, summarise } from "./index.ts";

const FOLDER = new URL("../../catalog/data/evidence/", import.meta.url);
const FILES = ["throughput", "finetune", "mlperf", "full_runs"] as const;
const records = FILES.flatMap((name) => {
  const { records: read, issues } = readRecords(readFileSync(new URL(`${name}.jsonl`, FOLDER), "utf8"), name);
  expect(issues).toEqual([]);
  return read;
});

const started = performance.now();
const cases = records.map((r) => resolve(r));
const resolved = performance.now();
const predictions = cases.map((c) => predict(c));
const predicted = performance.now();

/** Reasons that no reader could do anything about. */
const GIVEN: ReadonlySet<string> = new Set(["card", "shape", "measure"]);

it("every source resolves: at most one record in twenty is skipped for want of anything but card, shape or measure", () => {
  const bySource = new Map<string, Case[]>();
  for (const c of cases) bySource.set(c.source, [...(bySource.get(c.source) ?? []), c]);
  expect(bySource.size).toBeGreaterThan(50);
  for (const [source, list] of bySource) {
    const lost = list.filter((c) => c.skipped && !GIVEN.has(c.skipped.kind));
    expect(lost.length / list.length, `${source}: ${lost.map((c) => c.skipped?.reason).join("; ")}`).toBeLessThanOrEqual(0.05);
  }
  const each = `${records.length} records: ${(resolved - started).toFixed(0)} ms to resolve, ${(predicted - resolved).toFixed(0)} ms to predict\n`;
  process.stdout.write(each);
});

it("one row stands for every outcome that a record states, with a finite estimate or the reason why there is none", () => {
  for (const [i, c] of cases.entries()) {
    const { measured } = records[i] ?? {};
    const inputs = new Set(["total_tokens", "total_steps"]);
    const stated = Object.entries(measured ?? {}).filter(
      ([key, value]) => !inputs.has(key) && value !== null && value !== undefined && value !== 0,
    );
    expect(predictions[i]?.length, c.id).toBe(stated.length);
    for (const p of predictions[i] ?? []) {
      expect(p.predicted === null, `${c.id} ${p.quantity}`).toBe(p.skipped !== undefined);
      if (p.predicted !== null) expect(Number.isFinite(p.predicted) && p.predicted >= 0, `${c.id} ${p.quantity} ${p.predicted}`).toBe(true);
    }
  }
});

it("a case has twelve branches at most and their weights sum to one", () => {
  for (const c of cases) {
    if (c.skipped) continue;
    expect(c.branches.length).toBeGreaterThan(0);
    expect(c.branches.length).toBeLessThanOrEqual(12);
    let total = 0;
    for (const b of c.branches) total += b.weight;
    expect(total).toBeCloseTo(1, 9);
  }
});

it("GPUs times model ranks agree in every layout", () => {
  for (const c of cases) {
    for (const { setup } of c.branches) {
      const { dp, tp, pp, cp, ep } = setup.layout;
      expect(dp * tp * pp * cp, c.id).toBeLessThanOrEqual(setup.cluster.gpus);
      expect((dp * cp) % ep, c.id).toBe(0);
    }
  }
});

/** Keys of the free part that say what was run; everything else in it was measured. */
const INPUTS: ReadonlySet<string> = new Set([
  "dataset",
  "epochs",
  "samples",
  "num_examples",
  "val_split_fraction",
  "packing",
  "sample_packing",
  "padding_free",
  "cut_cross_entropy",
  "liger",
  "memory_kind",
  "peft_type",
  "adapter_method",
  "rlhf_type",
  "trainer",
  "tuner_params",
]);

function scrambled(r: EvidenceRecord, factor: () => number): EvidenceRecord {
  const measured = Object.entries(r.measured ?? {}).map(([key, value]) => {
    if (key === "total_tokens" || key === "total_steps") return [key, value];
    if (typeof value === "boolean") return [key, !value];
    return [key, typeof value === "number" ? value * factor() : value];
  });
  const extra = Object.entries(r.measured_extra ?? {}).map(([key, value]) => {
    if (INPUTS.has(key)) return [key, value];
    return [key, typeof value === "number" ? value * factor() : `scrambled ${factor()}`];
  });
  const without: Record<string, unknown> = { ...r };
  delete without["mlperf"];
  delete without["derived"];
  delete without["epoch"];
  return {
    ...without,
    id: r.id,
    measured: Object.fromEntries(measured),
    ...(r.measured_extra ? { measured_extra: Object.fromEntries(extra) } : {}),
  };
}

it("no prediction depends on an outcome: scrambling them all moves none", () => {
  let seed = 7;
  const factor = (): number => {
    seed = (seed * 16807) % 2147483647;
    return 0.1 + (10 * seed) / 2147483647;
  };
  for (const [i, r] of records.entries()) {
    const again = predict(resolve(scrambled(r, factor)));
    expect(
      again.map((p) => [p.quantity, p.predicted, p.probability, p.skipped]),
      r.id,
    ).toEqual(predictions[i]?.map((p) => [p.quantity, p.predicted, p.probability, p.skipped]));
  }
});

it("other constants change times in proportion and leave memory alone", () => {
  for (const c of cases.filter((one) => !one.skipped).slice(0, 400)) {
    const slower = predict(c, (b) => ({
      ...b.setup.constants,
      overall: 2 * b.setup.constants.overall,
      stepOverhead: 2 * b.setup.constants.stepOverhead,
    }));
    for (const [i, p] of predict(c).entries()) {
      const other = slower[i];
      if (p.predicted === null || other === undefined || other.predicted === null) continue;
      if (p.quantity === "peak_memory_gib_per_gpu" || p.quantity === "fits") expect(other.predicted).toBe(p.predicted);
      if (p.quantity === "step_time_s") expect(other.predicted).toBeGreaterThan(1.5 * p.predicted);
      if (p.quantity === "mfu") expect(other.predicted).toBeLessThan(p.predicted / 1.5);
    }
  }
});

it("branches carry the constants that the calibration gives their card and stack", () => {
  for (const b of cases.slice(0, 300).flatMap((c) => c.branches)) {
    expect(b.setup.constants).toEqual(resolveConstants(calibration, b.accelerator, b.stack, b.compile).constants);
  }
});

it("a record with everything stated is estimated by exactly one branch, as the engine has it", () => {
  const at = records.findIndex((r) => r.id.startsWith("llm-foundry/"));
  const c = cases[at];
  expect(c?.branches).toHaveLength(1);
  const branch = c?.branches[0];
  const { training, hardware } = records[at] ?? {};
  expect(branch?.setup.layout.microBatch).toBe(training?.micro_batch);
  expect(branch?.setup.layout.gradAccum).toBe(training?.grad_accum);
  expect(branch?.setup.cluster.gpus).toBe(hardware?.gpus);
  const seconds = branch ? stepSeconds(stepTerms(branch.setup)) : Number.NaN;
  const rate = predictions[at]?.find((p) => p.quantity === "tokens_per_s");
  expect(rate?.predicted).toBeCloseTo(((branch?.setup.batch.globalBatch ?? 0) * (training?.seq_len ?? 0)) / seconds, 6);
});

it("rows sum up by source, with suspects and twins apart", () => {
  const rows = cases.flatMap((c, i) => rowsOf(c, predictions[i] ?? []));
  const { overall, bySource } = summarise(rows);
  expect(overall.counts.rows).toBe(rows.length);
  expect(overall.counts.suspect).toBeGreaterThan(0);
  expect(overall.counts.twins).toBeGreaterThan(0);
  expect(Object.keys(bySource).length).toBeGreaterThan(50);
});

const word = fc.oneof(
  fc.constantFrom(
    "pretrain",
    "lora",
    "qlora",
    "freeze",
    "full",
    "A100-80GB",
    "H100-SXM-80GB",
    "TPU-v5p",
    "all-linear",
    "nf4",
    "mla",
    "zero1",
    "fsdp",
    "naive",
    "te",
    "fp8",
    "",
    "8x400Gb/s",
  ),
  fc.string({ maxLength: 12 }),
);
const amount = fc.oneof(
  fc.integer({ min: -2, max: 300 }),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, 1, 8, 4096, 1e9, 1e18),
  fc.constant(null),
);
const anything = fc.oneof(word, amount, fc.boolean(), fc.constant(null), fc.array(word, { maxLength: 3 }));

/** Objects with a record's keys and any values in them. */
function shaped(keys: readonly string[], more: Readonly<Record<string, fc.Arbitrary<unknown>>> = {}): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    keys.map((key) => [key, fc.oneof({ weight: 4, arbitrary: amount }, { weight: 1, arbitrary: anything })]),
  );
  return fc.record({ ...fields, ...more }, { requiredKeys: [] });
}

const moe = shaped(["experts", "top_k", "shared", "expert_ffn", "dense_layers"]);
const recordLike = fc.record(
  {
    id: fc.constantFrom(
      "dgxc/x",
      "vtrain/y",
      "ms-swift-examples/sequence_parallel/z",
      "maxtext-v5e/32b/8x-v5e-256",
      "litgpt/q/offload",
      "mlperf/v4.0/a",
      "own/run",
    ),
    model: shaped(["params", "layers", "hidden", "heads", "kv_heads", "head_dim", "ffn", "vocab"], {
      name: word,
      hf_id: fc.constantFrom("meta-llama/Llama-3.1-8B", "deepseek-ai/DeepSeek-V3", "x"),
      moe,
      attention: word,
      gated_ffn: anything,
      tied_embeddings: fc.boolean(),
    }),
    method: fc.constantFrom("pretrain", "full", "lora", "qlora", "freeze", "dora", "x"),
    lora: shaped(["rank"], { targets: anything, quant: word }),
    hardware: shaped(["gpus", "gpus_per_node"], { gpu: word, inter: word, intra: word, cloud: word }),
    parallel: shaped(["dp", "tp", "pp", "virtual_pp", "cp", "ep"], { sharding: word, offload: word, sequence_parallel: anything }),
    training: shaped(["seq_len", "micro_batch", "global_batch", "grad_accum"], {
      precision: word,
      optimizer: word,
      recompute: word,
      attention_impl: word,
      compile: anything,
      kernels: word,
    }),
    framework: word,
    measured: shaped(["step_time_s", "mfu", "hfu", "wall_hours", "cost_usd", "total_tokens", "total_steps", "peak_memory_gib_per_gpu"], {
      fits: anything,
    }),
    measured_extra: shaped(["samples", "epochs", "packing", "dataset", "memory_kind", "mem_reserved_p99_bytes"]),
    notes: word,
  },
  { requiredKeys: ["id"] },
);

it("whatever a record says, reading, resolving and predicting never throw", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(recordLike, (value) => {
      const { records: read } = readRecords(JSON.stringify(value), "fuzz");
      for (const r of read) {
        const c = resolve(r);
        const all = predict(c);
        expect(all).toHaveLength(c.outcomes.length);
        for (const p of all) if (p.predicted !== null) expect(Number.isNaN(p.predicted)).toBe(false);
      }
    }),
    { numRuns: 2000, seed: 20261124 },
  );
});
