import { findModel } from "@outlay/catalog";
import type { Lengths } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import type { MeasuredData } from "./measured.ts";
import { readJob } from "./read.ts";
import { type BuiltRequest, toRequest } from "./request.ts";

function modelOf(name: string): Parameters<typeof toRequest>[1]["model"] {
  const found = findModel(name);
  if (found.kind === "none") throw new Error(`the catalog has no ${name}`);
  const { id, architecture, source, verified } = found.model;
  return { name: id, architecture, source, verified, checkpoint: null };
}

const GPT2 = modelOf("gpt2");

function built(job: Readonly<Record<string, unknown>>, data: MeasuredData | null = null, model = GPT2): BuiltRequest {
  const read = readJob({ model: "m", method: "full", where: { accelerators: "h100" }, ...job });
  if (!read.job) throw new Error(JSON.stringify(read.issues));
  return toRequest(read.job, { model, data, priceRows: [], today: "2026-11-24" });
}

const codes = (b: BuiltRequest): readonly string[] => b.issues.map((i) => i.code);
const paths = (b: BuiltRequest, code: string): readonly string[] => b.issues.filter((i) => i.code === code).map((i) => i.path);
const PAIRS = { samples: 1000, tokensPerSample: 200 };
const lengths: Lengths = { sorted: [50, 100, 300], mean: 150, longest: 300, uncertainty: 0 };
const measured = (shape?: string): MeasuredData => ({ samples: 600, lengths, bytes: 1e5, source: "a file", ...(shape ? { shape } : {}) });

describe("an objective of a job", () => {
  it("is none for the next token, said or not", () => {
    expect(built({ data: PAIRS }).request?.objective).toBeNull();
    expect(built({ data: PAIRS, objective: "sft" }).request?.objective).toBeNull();
    expect(built({ data: PAIRS, objective: "sft" }).request?.stacks.map((s) => s.id)).toEqual(["hf-trainer"]);
  });

  it("takes TRL unless told otherwise, and the reference that it needs", () => {
    const { request } = built({ data: PAIRS, objective: "dpo" });
    expect(request?.stacks.map((s) => s.id)).toEqual(["trl"]);
    const reference = (objective: unknown) => built({ data: PAIRS, objective }).request?.objective?.reference;
    expect(["dpo", "ipo", "kto", "orpo", "simpo", "reward"].map(reference)).toEqual(["online", "online", "online", "none", "none", "none"]);
    expect(reference({ kind: "dpo", referencePrecomputed: true })).toBe("precomputed");
    expect(reference({ kind: "grpo", promptTokens: 9 })).toBe("none");
    expect(reference({ kind: "grpo", beta: 0.04 })).toBe("online");
    expect([reference("ppo"), reference({ kind: "ppo", beta: 0 })]).toEqual(["online", "none"]);
  });

  it("counts pairs as two sequences, in the amount, the batch and the micro-batch", () => {
    const { request } = built({ data: PAIRS, objective: "dpo", training: { globalBatch: 32, microBatch: 4 } });
    expect(request?.work.amount).toMatchObject({ kind: "samples", samples: 2000 });
    expect([request?.work.globalBatch, request?.layout.microBatch, request?.work.padding]).toEqual([64, 8, "longest"]);
    const kto = built({ data: PAIRS, objective: "kto", training: { globalBatch: 32, microBatch: 4 } }).request;
    expect([kto?.work.amount, kto?.work.globalBatch, kto?.layout.microBatch]).toMatchObject([{ samples: 1000 }, 32, 4]);
  });

  it("takes a file of pairs as it was counted, both sides, and refuses one without", () => {
    expect(built({ objective: "dpo" }, measured("preference")).request?.work.amount).toMatchObject({ samples: 600 });
    expect(paths(built({ objective: "dpo" }, measured("alpaca")), "job.no-preferences")).toEqual(["data.file"]);
    expect(built({ objective: "dpo" }, measured()).request).not.toBeNull();
    expect(built({ objective: "kto" }, measured("alpaca")).request).not.toBeNull();
  });

  it("turns tokens into pairs or samples of the longest sequence", () => {
    const of = (objective: string) => built({ objective, data: { tokens: "1M", epochs: 2 }, training: { sequence: 500 } });
    expect(of("dpo").request?.work.amount).toMatchObject({
      kind: "samples",
      samples: 2000,
      epochs: 2,
      lengths: { mean: 500, longest: 500 },
    });
    expect(codes(of("dpo"))).toContain("default.tokens-as-pairs");
    expect(codes(of("kto"))).toContain("default.tokens-as-samples");
    expect(built({ objective: "dpo", data: { steps: 7 } }).request?.work.amount).toEqual({ kind: "steps", steps: 7 });
  });

  it("trains a reward model's head in full beside adapters", () => {
    const saved = (method: unknown): unknown => built({ objective: "reward", data: PAIRS, method }).request?.method.lora?.modulesToSave;
    expect(saved("lora")).toEqual(["lm_head"]);
    expect(saved({ kind: "lora", modulesToSave: ["embed_tokens"] })).toEqual(["embed_tokens", "lm_head"]);
    expect(saved("full")).toBeUndefined();
  });

  it("may be said as the method: all weights, with that objective", () => {
    const read = readJob({ model: "m", method: "DPO", data: PAIRS });
    expect(read.job).toMatchObject({ method: { kind: "full" }, objective: { kind: "dpo" } });
    expect(read.issues.map((i) => i.code)).toEqual(["default.method-objective"]);
    expect(readJob({ model: "m", method: { kind: "grpo" }, objective: { beta: 0.1 }, data: PAIRS }).job?.objective).toEqual({
      kind: "grpo",
      beta: 0.1,
    });
    expect(readJob({ model: "m", method: "dpo", objective: "dpo", data: PAIRS }).job).not.toBeNull();
    expect(readJob({ model: "m", method: "dpo", objective: "kto", data: PAIRS }).issues.map((i) => i.code)).toEqual(["job.both"]);
    expect(readJob({ model: "m", objective: { beta: 0.1 }, data: PAIRS }).issues.map((i) => i.code)).toEqual(["job.needs"]);
  });
});

describe("what can't be trained so", () => {
  const error = (job: Readonly<Record<string, unknown>>, model = GPT2): readonly string[] =>
    built({ data: PAIRS, ...job }, null, model)
      .issues.filter((i) => i.severity === "error")
      .map((i) => `${i.code} ${i.path}`);

  it("is told: from scratch, packed, towards tokens, by a model that writes nothing", () => {
    expect(error({ objective: "dpo", method: "pretrain" })).toContain("job.objective-pretrain objective");
    expect(error({ objective: "dpo", training: { packing: true } })).toEqual(["job.objective-packed training.packing"]);
    expect(error({ objective: "grpo", training: { padding: "packed", sequence: 900 } })).toEqual(["job.objective-packed training.padding"]);
    expect(error({ objective: "dpo", data: undefined, goal: { flop: 1e20 } })).toContain("job.objective-goal goal.flop");
    expect(error({ objective: "dpo" }, modelOf("bert-base-uncased"))).toEqual(["job.objective-no-head model"]);
    expect(error({ objective: "reward" }, modelOf("bert-base-uncased"))).toEqual([]);
    expect(error({ objective: "grpo" }, modelOf("google-t5/t5-base"))).toEqual(["job.objective-encoder model"]);
  });

  it("is told field by field", () => {
    expect(error({ objective: { kind: "dpo", samplesPerPrompt: 4, valueModel: "same" } })).toEqual([
      "job.only-for-objective objective.samplesPerPrompt",
      "job.only-for-objective objective.valueModel",
    ]);
    expect(error({ objective: { kind: "sft", beta: 1 } })).toEqual(["job.only-for-objective objective.beta"]);
    expect(error({ objective: { kind: "grpo", samplesPerPrompt: 1 } })).toEqual(["job.one-answer objective.samplesPerPrompt"]);
    expect(error({ objective: "grpo", data: { tokens: "1M" } })).toEqual(["job.needs objective", "job.objective-tokens data.tokens"]);
    expect(error({ objective: { kind: "ppo", rewardModel: "llama-9", valueModel: "zzzz" } })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^job\.unknown-side-model.* objective\.rewardModel/),
        expect.stringMatching(/objective\.valueModel/),
      ]),
    );
    expect(error({ objective: { kind: "grpo", generation: { engine: "hf", gpus: 2, memory: 0.5, sleep: true, tp: 2 } } })).toHaveLength(4);
    expect(error({ objective: { kind: "grpo", responseTokens: 900, maxResponseTokens: 300 } })).toEqual([
      "job.wrong-order objective.responseTokens",
    ]);
    expect(error({ objective: { kind: "grpo", maxResponseTokens: 900 }, training: { sequence: 1000 } })).toEqual([
      "job.no-room-for-answers training.sequence",
    ]);
  });
});

describe("a round", () => {
  const rollout = (job: Readonly<Record<string, unknown>>, data: MeasuredData | null = null) => built({ data: PAIRS, ...job }, data);

  it("counts all answers to each prompt, padded to the longest", () => {
    const { request } = rollout({
      objective: { kind: "grpo", samplesPerPrompt: 4, responseTokens: 300, maxResponseTokens: 800 },
      training: { globalBatch: 16 },
    });
    expect(request?.work).toMatchObject({
      sequence: 1000,
      globalBatch: 64,
      amount: { samples: 4000, lengths: { mean: 500, longest: 1000 } },
    });
    expect(request?.objective?.rollout).toMatchObject({
      promptTokens: 200,
      responseTokens: 300,
      maxResponseTokens: 800,
      samplesPerPrompt: 4,
    });
  });

  it("takes prompts from a file, and their lengths", () => {
    const { request } = rollout({ data: undefined, objective: { kind: "grpo", responseTokens: 100 } }, measured("text"));
    expect(request?.work).toMatchObject({ sequence: 400, amount: { samples: 4800, lengths: { sorted: [150, 200, 400], longest: 400 } } });
  });

  it("tells what it assumed of answers, models and engine", () => {
    const plain = rollout({ objective: "grpo" });
    expect(codes(plain)).toEqual(
      expect.arrayContaining([
        "default.response-tokens",
        "default.response-equal",
        "default.samples-per-prompt",
        "default.update-epochs-grpo",
        "default.reward-rule",
        "default.reward-seconds",
        "default.grpo-beta",
        "default.generation-engine",
        "default.engine-share",
      ]),
    );
    expect(codes(rollout({ objective: { kind: "grpo", maxResponseTokens: 512 } }))).toContain("default.response-longest");
    expect(rollout({ objective: "grpo", training: { sequence: 700 } }).request?.objective?.rollout).toMatchObject({
      maxResponseTokens: 500,
      responseTokens: 500,
    });
    const ppo = rollout({ objective: "ppo" });
    expect(codes(ppo)).toEqual(expect.arrayContaining(["default.reward-model", "default.value-model", "default.update-epochs-ppo"]));
    expect(ppo.request?.objective?.rollout).toMatchObject({
      updateEpochs: 4,
      generation: { engine: "hf", mostAtOnce: 64, stepSeconds: 0 },
    });
  });

  it("counts steps as rounds, whose prompts are as long as said", () => {
    const { request } = rollout({ data: { steps: 20 }, objective: { kind: "grpo", promptTokens: 100, maxResponseTokens: 200 } });
    expect(request?.work).toMatchObject({ amount: { kind: "steps", steps: 20 }, sequence: 300 });
  });

  it("scores by a model of the catalog, the policy's shape, or rules", () => {
    const of = (objective: Readonly<Record<string, unknown>>) =>
      rollout({ objective: { kind: "ppo", ...objective } }).request?.objective?.rollout;
    const r = of({ rewardModel: "facebook/opt-350m", valueModel: "opt-350m" });
    expect([r?.rewardModel?.name, r?.valueModel?.name]).toEqual(["facebook/opt-350m", "facebook/opt-350m"]);
    expect(r?.valueModel?.architecture.layers).toBe(24);
    expect(of({ rewardModel: "none", rewardSeconds: 0.2 })).toMatchObject({ rewardModel: null, rewardSeconds: 0.2 });
  });

  it("generates on GPUs of its own where it is asked to, with all of their memory", () => {
    const { request } = rollout({ objective: { kind: "grpo", generation: { gpus: 2, tp: 2, batch: 9 } } });
    expect(request?.objective?.rollout?.generation).toMatchObject({
      engine: "vllm",
      gpus: 2,
      tp: 2,
      batch: 9,
      memoryShare: 0.9,
      sleeps: false,
    });
    expect(codes(rollout({ objective: { kind: "grpo", generation: { gpus: 2, sleep: true } } }))).toContain("job.no-effect");
    const beside = rollout({ objective: { kind: "grpo", generation: { engine: "vllm", memory: "40%", sleep: true } } });
    expect(beside.request?.objective?.rollout?.generation).toMatchObject({ gpus: 0, memoryShare: 0.4, sleeps: true });
  });
});
