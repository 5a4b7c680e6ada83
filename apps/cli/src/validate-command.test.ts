import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { nodeWorld } from "@outlay/interchange";
import { readRecords, validation } from "@outlay/validation";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Captured, captured } from "./golden/captured.ts";
import { UNWATCHED } from "./golden/captured.ts";
import type { Io } from "./io.ts";
import { run } from "./program.ts";
import { validationJson } from "./render/validation.ts";

const share = z.number().nullable();
const shape = z.strictObject({
  schemaVersion: z.literal(1),
  records: z.array(
    z.strictObject({
      id: z.string().min(1),
      quantity: z.string(),
      measured: z.number(),
      predicted: z.number().nonnegative().nullable(),
      p10: z.number().nullable(),
      p90: z.number().nullable(),
      assumed: z.array(z.string()),
      skipped: z.string().min(1).optional(),
      probability: z.number().min(0).max(1).optional(),
      suspect: z.string().optional(),
      twin: z.string().optional(),
      ask: z
        .strictObject({
          question: z.literal("switch"),
          path: z.string().regex(/^(training|parallel)\.\w+$/),
          options: z.array(z.string()).min(2),
          narrows: z.strictObject({ quantity: z.enum(["time", "cost", "memory"]), from: z.number().min(1), to: z.number().min(1) }),
        })
        .optional(),
    }),
  ),
  summary: z.array(
    z.strictObject({
      by: z.enum(["overall", "source", "stratum", "task", "scale", "generation", "flag"]),
      name: z.string().min(1),
      quantity: z.string(),
      n: z.int().nonnegative(),
      sources: z.int().nonnegative(),
      median: share,
      mean: share,
      p90: share,
      bias: share,
      coverage: share,
      rows: z.int().optional(),
      scored: z.int().optional(),
      suspect: z.int().optional(),
      twins: z.int().optional(),
      skipped: z.record(z.string(), z.int()).optional(),
    }),
  ),
  constants: z.strictObject({ full: z.int(), few: z.int() }),
  without: z.int(),
});

const FOLDER = new URL("../../../packages/catalog/data/evidence/", import.meta.url);
const evidence = ["throughput", "finetune", "mlperf", "full_runs"]
  .map((name) => readFileSync(new URL(`${name}.jsonl`, FOLDER), "utf8"))
  .join("");
const line = (record: unknown): string => `${JSON.stringify(record)}\n`;
const validate = (text: string, ...flags: readonly string[]): Promise<Captured> =>
  captured(["validate", "runs.jsonl", ...flags], { files: { "runs.jsonl": text } });

async function parsed(text: string): Promise<z.infer<typeof shape>> {
  const { code, out } = await validate(text, "--json");
  expect(code).toBe(0);
  return shape.parse(JSON.parse(out));
}

const seven = { name: "LLaMA 7B", params: 6.7e9, layers: 32, hidden: 4096, heads: 32, ffn: 11008, vocab: 32000 };
const plain = {
  id: "lab/a",
  model: seven,
  method: "pretrain",
  hardware: { gpu: "A100-SXM-80GB", gpus: 8 },
  training: { seq_len: 2048, micro_batch: 2, global_batch: 64 },
  measured: { step_time_s: 5, mfu: null, fits: true },
};

describe("the project's own evidence", () => {
  it("is read where no file is named, and every outcome stated gets a row", { timeout: 120_000 }, async () => {
    let out = "";
    const io: Io = {
      out: (text) => void (out += text),
      err: () => undefined,
      stdin: async () => "",
      color: false,
      width: 100,
      now: () => new Date("2026-11-24T12:00:00Z"),
      clock: () => 0,
      ...UNWATCHED,
      world: async () => nodeWorld({ offline: true }),
    };
    expect(await run(["validate", "--json"], io)).toBe(0);
    const found = shape.parse(JSON.parse(out));
    expect(new Set(found.records.map((r) => r.id)).size).toBeGreaterThan(2500);
    const overall = found.summary.find((s) => s.by === "overall" && s.quantity === "all");
    expect(overall?.rows).toBe(found.records.length);
    expect(found.records.filter((r) => r.skipped === undefined && r.predicted === null)).toEqual([]);
    for (const r of found.records.filter((one) => one.predicted !== null)) {
      expect(r.p10, `${r.id} ${r.quantity}`).toBeLessThanOrEqual(r.predicted ?? Number.NaN);
      expect(r.p90, `${r.id} ${r.quantity}`).toBeGreaterThanOrEqual(r.predicted ?? Number.NaN);
    }
  });

  it("fits 100 columns, names sorted, in both languages", async () => {
    for (const language of ["en", "zh-CN"]) {
      const { code, out } = await validate(evidence, "--lang", language);
      expect(code).toBe(0);
      for (const row of out.split("\n")) expect(row.length, row).toBeLessThanOrEqual(100);
      const names = [...out.matchAll(/^ {2}([a-z][\w.-]+)$/gm)].map((m) => m[1] ?? "").slice(0, 30);
      expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
    }
  });
});

it("no prediction, interval or probability depends on an outcome", { timeout: 120_000 }, () => {
  const { records } = readRecords(evidence, "evidence");
  const inputs = new Set(["total_tokens", "total_steps"]);
  const scrambled = records.map((r, i) => ({
    ...r,
    measured: Object.fromEntries(
      Object.entries(r.measured ?? {}).map(([key, value]) => {
        if (inputs.has(key) || value === null || value === undefined) return [key, value];
        return [key, typeof value === "boolean" ? !value : value * (0.2 + ((i * 7) % 31))];
      }),
    ),
  }));
  const shown = (of: typeof records): readonly unknown[] =>
    shape.parse(validationJson(validation(of))).records.map((r) => ({ ...r, measured: 0 }));
  expect(shown(scrambled)).toEqual(shown(records));
});

describe("files that nobody has seen before", () => {
  const odd = [
    {
      ...plain,
      id: "odd/h100",
      hardware: { gpu: "NVIDIA H100 80GB HBM3", gpus: 16, inter: null },
      training: { ...plain.training, precision: "FP8" },
    },
    { ...plain, id: "odd/amd", hardware: { gpu: "AMD Instinct MI300X OAM", gpus: 8 }, measured: { tokens_per_s_per_gpu: 9000 } },
    { ...plain, id: "odd/tpu", hardware: { gpu: "TPU v5 lite", gpus: 16 }, framework: "MaxText", measured: { step_time_s: 9 } },
    { ...plain, id: "odd/count-in-name", hardware: { gpu: "8x A100 80GB SXM", gpus: null }, method: "Pre-training", parallel: null },
    {
      id: "odd/lora",
      model: { hf_id: "meta-llama/Llama-3.1-8B" },
      lora: { rank: 16 },
      hardware: { gpu: "rtx4090" },
      training: { seq_len: 1024, micro_batch: 1 },
      measured: { peak_memory_gib_per_gpu: 21, tokens_per_s: 2500 },
      notes: "packed",
    },
    {
      ...plain,
      id: "odd/moe-mla",
      model: { name: "DeepSeek-V3", hf_id: "deepseek-ai/DeepSeek-V3", moe: null },
      hardware: { gpu: "H800", gpus: 2048, gpus_per_node: 8 },
      parallel: { pp: 16, ep: 64, tp: null },
    },
    { id: "odd/nothing-but-this" },
    { ...plain, id: "odd/no-card", hardware: { gpu: "abacus 3000" } },
    { ...plain, id: "odd/no-model", model: null },
  ];

  it("are estimated with what they state, whatever spelling, null or gap", async () => {
    const { records, without } = await parsed(odd.map(line).join(""));
    const of = (id: string): typeof records => records.filter((r) => r.id === `odd/${id}`);
    for (const id of ["h100", "amd", "tpu", "count-in-name", "lora", "moe-mla"]) {
      expect(of(id).length, id).toBeGreaterThan(0);
      for (const r of of(id)) expect(r.predicted, `${id} ${r.quantity}: ${r.skipped}`).toBeGreaterThan(r.quantity === "fits" ? -1 : 0);
    }
    expect(of("h100").find((r) => r.quantity === "fits")?.probability).toBeGreaterThan(0);
    expect(of("count-in-name")[0]?.assumed.join()).not.toContain("GPUs");
    expect(of("lora")[0]?.assumed.join()).toContain("method: lora (not stated)");
    expect(of("no-card")[0]).toMatchObject({ predicted: null, p10: null, p90: null, skipped: 'no card is called "abacus 3000"' });
    expect(of("no-model")[0]?.skipped).toContain("shape");
    expect(without).toBe(1);
  });

  it("lists what was assumed, and skips with the reason", async () => {
    const out = (await validate(odd.map(line).join(""))).out.replaceAll(/\s+/g, " ");
    expect(out).toContain("no card is named or known 2");
    expect(out).toContain("records that state no outcome 1");
    expect(out).toContain("optimizer: AdamW (not stated)");
    expect(out).toMatch(/the full set spoke for \d+ records/);
  });
});

it("suspect records are listed and marked, twins count once, neither in the scores", async () => {
  const text = [
    plain,
    { ...plain, id: "lab/b", suspect: "ten times too fast" },
    { ...plain, id: "lab/c", twin: "t1" },
    { ...plain, id: "lab/d", twin: "t1" },
  ]
    .map(line)
    .join("");
  const { records, summary } = await parsed(text);
  expect(records).toHaveLength(8);
  expect(records.filter((r) => r.suspect === "ten times too fast")).toHaveLength(2);
  expect(summary.find((s) => s.by === "overall" && s.quantity === "all")).toMatchObject({ n: 2, rows: 8, scored: 4, suspect: 2, twins: 2 });
  expect((await validate(text)).out).toContain("! lab/b: ten times too fast");
});

describe("input that can't be used", () => {
  it("broken lines are left out and told, the rest is estimated", async () => {
    const { code, out, err } = await validate(
      `{"id": "cut\n${line(plain)}\r\n[1]\n${line({ ...plain, id: "lab/e", training: { seq_len: "long" } })}`,
    );
    expect(code).toBe(0);
    expect(out).toContain("2 records");
    expect(err).toContain("runs.jsonl:1");
    expect(err).toContain("training.seq_len must be a number");
  });

  it("an empty file has nothing to estimate", async () => {
    const { code, out, err } = await validate("\n");
    expect(code).toBe(0);
    expect(out).toContain("0 records");
    expect(err).toContain("runs.jsonl is empty");
    expect((await parsed("")).records).toEqual([]);
  });

  it.each([
    ["a missing file", ["nowhere.jsonl"], "no such file: nowhere.jsonl"],
    ["a missing file beside a good one", ["runs.jsonl", "nowhere.jsonl"], "no such file: nowhere.jsonl"],
    ["a folder", ["data"], "data is a folder"],
    ["prose", ["data/prose.txt"], "data/prose.txt holds no record"],
    ["a JSON list", ["data/list.json"], "jq -c '.[]'"],
    ["no evidence beside the command", [], "evidence isn't beside the command"],
  ])("%s ends with 2 and says why", async (_, argv, said) => {
    const files = {
      "runs.jsonl": line(plain),
      "data/prose.txt": "Once upon a time\nthere was\n".repeat(50),
      "data/list.json": JSON.stringify([plain]),
    };
    const { code, out, err } = await captured(["validate", ...argv], { files });
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(said);
    expect(err.split("\n").length).toBeLessThan(6);
  });
});

it("two thousand records: the time is printed", { timeout: 60_000 }, async () => {
  const text = evidence.split("\n").slice(0, 2000).join("\n");
  const started = performance.now();
  const { code } = await validate(text, "--json");
  process.stdout.write(`validate: 2,000 records in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  expect(code).toBe(0);
});
