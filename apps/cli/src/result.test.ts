import { allTexts, explainSchema, resultSchema, sweepSchema, whatifSchema } from "@outlay/schema";
import { describe, expect, it } from "vitest";
import { type Captured, captured } from "./golden/captured.ts";

const texts = await allTexts();

const YAML = `model: mistralai/Mistral-7B-v0.1
method: { kind: qlora, rank: 32, targets: [q_proj, v_proj] }
data: { tokens: 12M, epochs: 2 }
training: { sequence: 1024, globalBatch: 16 }
layout: { recompute: full }
stack: hf-trainer
where: { accelerators: [a100, l4], providers: [gcp], gpus: 1..2 }
goal: { budget: 50 USD, deadline: 1 day }
`;
const JOB = {
  model: "mistralai/Mistral-7B-v0.1",
  method: { kind: "qlora", rank: 32, targets: ["q_proj", "v_proj"] },
  data: { tokens: 12e6, epochs: 2 },
  training: { sequence: 1024, globalBatch: 16 },
  layout: { recompute: "full" },
  stack: ["hf-trainer"],
  where: { accelerators: ["a100", "l4"], providers: ["gcp"], gpus: "1..2" },
  goal: { budget: 50, deadline: 24 },
};
const FLAGS = (
  "--model mistralai/Mistral-7B-v0.1 --method qlora --rank 32 --targets q_proj,v_proj --tokens 12M --epochs 2 --sequence 1024 " +
  "--global-batch 16 --recompute full --stack hf-trainer --gpu a100,l4 --provider gcp --gpus 1..2 --budget $50 --set goal.deadline=24h"
).split(" ");
const SMALL = ["gpt2", "--tokens", "1M", "--gpu", "l4", "--provider", "aws", "--gpus", "1"];

const json = async (argv: readonly string[], files: Readonly<Record<string, string>> = {}, stdin = ""): Promise<Captured> =>
  await captured(["plan", ...argv, "--json"], { files, stdin });

describe("the result as JSON", () => {
  it("is the same whether the job is YAML, JSON, flags or on standard input", async () => {
    const yaml = await json(["job.yaml"], { "job.yaml": YAML });
    expect(yaml.code).toBe(0);
    expect((await json(["job.json"], { "job.json": JSON.stringify(JOB, null, "\t") })).out).toBe(yaml.out);
    expect((await json(["-"], {}, YAML)).out).toBe(yaml.out);
    expect((await json(FLAGS)).out).toBe(yaml.out);
  });

  it("is the same a second time, and in the other language", async () => {
    const [first, second] = [await json(SMALL), await json(SMALL)];
    expect(second.out).toBe(first.out);
    expect((await json([...SMALL, "--lang", "zh-CN"])).out).toBe(first.out);
  });

  it.each([
    ["a plan", [...SMALL], 0],
    ["a plan without a price", ["gpt2", "--tokens", "1M", "--owned", "rtx-4090"], 0],
    [
      "a full fine-tune of a mixture of experts",
      ["Qwen/Qwen3-30B-A3B", "--method", "full", "--tokens", "1M", "--gpu", "h200", "--gpus", "8"],
      0,
    ],
    [
      "preferences, as a method",
      ["gpt2", "--method", "dpo", "--samples", "4k", "--tokens-per-sample", "200", "--gpu", "l4", "--gpus", "1"],
      0,
    ],
    [
      "rounds with four models",
      ["gpt2", "--objective", "ppo", "--samples", "4k", "--tokens-per-sample", "200", "--gpu", "l4", "--provider", "aws", "--gpus", "1"],
      0,
    ],
    [
      "rounds of answers written on a GPU of its own",
      [
        "Qwen/Qwen2.5-0.5B",
        "--method",
        "full",
        "--objective",
        "grpo",
        "--samples",
        "4k",
        "--tokens-per-sample",
        "200",
        "--gpu",
        "l4",
        "--gpus",
        "4",
        "--set",
        "objective.generation.gpus=1",
      ],
      0,
    ],
    ["nothing that fits", ["meta-llama/Llama-3.1-70B", "--method", "full", "--tokens", "1M", "--gpu", "t4", "--gpus", "1"], 3],
    ["a plan over the budget", [...SMALL, "--budget", "$0.0001"], 4],
    ["a plan over the deadline", [...SMALL, "--deadline", "1s"], 4],
  ] as const)("keeps to the schema: %s", async (_, argv, code) => {
    const found = await json(argv);
    expect(found.err).toBe("");
    expect(found.code).toBe(code);
    const parsed = resultSchema.safeParse(JSON.parse(found.out));
    expect(parsed.error?.issues ?? []).toEqual([]);
    if (code === 3) expect(parsed.data?.plans).toEqual([]);
    else expect(parsed.data?.plans.length).toBeGreaterThan(0);
  });

  it("of 3 and 4 says in words what is wrong", async () => {
    const none = await captured(["plan", "meta-llama/Llama-3.1-70B", "--method", "full", "--tokens", "1M", "--gpu", "t4", "--gpus", "1"]);
    expect([none.code, none.out]).toEqual([3, expect.stringContaining("Nothing fits.")]);
    const over = await captured(["plan", ...SMALL, "--budget", "$0.0001"]);
    expect([over.code, over.out]).toEqual([4, expect.stringContaining("no plan keeps budget")]);
  });

  it("of a search keeps to its schema, and says the same as the plan's", async () => {
    const flags = [...SMALL, "--kind", "asha", "--trials", "16", "--workers", "4", "--json"];
    const found = await captured(["sweep", ...flags]);
    expect([found.code, found.err]).toEqual([0, ""]);
    const parsed = sweepSchema.safeParse(JSON.parse(found.out));
    expect(parsed.error?.issues ?? []).toEqual([]);
    const asked = "model: gpt2\ndata: { tokens: 1M }\nwhere: { accelerators: l4, providers: aws, gpus: 1 }\n";
    const plan = await json(["-"], {}, `${asked}sweep: { kind: asha, trials: 16, workers: 4 }\n`);
    expect(parsed.data?.sweeps[0]?.sweep).toEqual(JSON.parse(plan.out).plans[0].sweep);
    const none = await captured([
      "sweep",
      "meta-llama/Llama-3.1-70B",
      "--method",
      "full",
      "--tokens",
      "1M",
      "--gpu",
      "t4",
      "--gpus",
      "1",
      "--kind",
      "random",
    ]);
    expect([none.code, none.out]).toEqual([3, expect.stringContaining("Nothing fits.")]);
  });

  it.each([
    ["compute-optimal tokens", "goal: { tokens: compute-optimal }"],
    ["tokens for serving", "goal: { servingTokens: 1T }"],
    ["tokens for a loss", "goal: { loss: 3.3, law: hoffmann }"],
    ["tokens of a FLOP budget", "goal: { flop: 1e19 }"],
    ["tokens of a budget in money", "goal: { maximise: tokens, budget: $100 }"],
    ["tokens of GPU-hours until a deadline", "goal: { maximise: tokens, gpuHours: 50, deadline: 10h }"],
  ])("keeps to the schema: %s", async (_, goal) => {
    const job = `model: gpt2\nmethod: pretrain\nwhere: { accelerators: h100, providers: [lambda], gpus: 1..8 }\ntraining: { schedule: wsd, warmup: 1% }\n${goal}\n`;
    const found = await json(["-"], {}, job);
    expect(resultSchema.safeParse(JSON.parse(found.out)).error?.issues ?? []).toEqual([]);
    expect([found.code, JSON.parse(found.out).plans.length > 0]).toEqual([0, true]);
  });

  it.each(["models", "gpus", "prices"])("lists %s with their sources", async (command) => {
    const found = await captured([command, "--json"]);
    expect(found.code).toBe(0);
    const { schemaVersion, rows } = JSON.parse(found.out);
    expect(schemaVersion).toBe(1);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.every((row: { source: unknown }) => typeof row.source === "string" && row.source !== "")).toBe(true);
  });
});

describe("levers as JSON", () => {
  it.each([
    ["of a plan", [...SMALL], 0],
    ["without a price", ["gpt2", "--tokens", "1M", "--owned", "rtx-4090"], 0],
    ["of nothing that fits", ["meta-llama/Llama-3.1-70B", "--method", "full", "--tokens", "1M", "--gpu", "t4", "--gpus", "1"], 3],
    ["over the budget", [...SMALL, "--budget", "$0.0001"], 4],
  ] as const)("keep to the schema and are named: %s", async (_, argv, code) => {
    const found = await captured(["whatif", ...argv, "--json"]);
    expect(found.code).toBe(code);
    const { levers, tornado } = whatifSchema.parse(JSON.parse(found.out));
    for (const [prefix, { id, label }] of [...levers.map((l) => ["lever", l] as const), ...tornado.map((s) => ["swing", s] as const)])
      expect([id, label]).toEqual([id, texts.en[`${prefix}.${id}`]]);
  });

  it("are the same numbers in the other language", async () => {
    const plain = async (...more: readonly string[]): Promise<unknown> => {
      const { levers } = whatifSchema.parse(JSON.parse((await captured(["whatif", ...SMALL, "--json", ...more])).out));
      return levers.map((l) => ({ ...l, label: "" }));
    };
    expect(await plain("--lang", "zh-CN")).toEqual(await plain());
  });
});

describe("an explanation as JSON", () => {
  it.each(["plans.0.costUsd", "plans.0.stepSeconds.parts.0", "search.space", "plans.0.data.moveSeconds"])(
    "keeps to the schema: %s",
    async (path) => {
      const found = await captured(["explain", path, ...SMALL, "--json"]);
      expect(found.code).toBe(0);
      const { explanation } = explainSchema.parse(JSON.parse(found.out));
      const { out } = await json(SMALL);
      const value = path
        .split(".")
        .reduce((here: unknown, key) => (typeof here === "object" && here !== null ? Reflect.get(here, key) : null), JSON.parse(out));
      if (explanation.path === path) expect(explanation.value).toEqual(value);
      else expect(explanation.path.startsWith(path)).toBe(true);
    },
  );
});
