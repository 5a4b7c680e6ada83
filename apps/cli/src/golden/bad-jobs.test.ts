import { expect } from "vitest";
import { type GoldenCase, goldenFile } from "./golden.ts";

const stdin = (name: string, text: string): GoldenCase => ({ name, argv: ["plan", "-"], stdin: text });
const file = (name: string, path: string, text: string): GoldenCase => ({ name, argv: ["plan", path], files: { [path]: text } });
const fields = (name: string, text: string): GoldenCase => stdin(name, `model: gpt2\ndata: { tokens: 1M }\n${text}\n`);
/** A YAML text in which each anchor stands for several of the one before. */
const laughs = Array.from(
  { length: 12 },
  (_, i) => `a${i}: &a${i} [${Array.from({ length: 9 }, () => (i === 0 ? "lol" : `*a${i - 1}`)).join(", ")}]`,
);

const CASES: readonly GoldenCase[] = [
  stdin("nothing on standard input", ""),
  stdin("only a comment", "# to do\n"),
  file("YAML broken in line 3", "job.yaml", "model: gpt2\ndata:\n  tokens: 1M: 2\n"),
  file("JSON broken in line 2", "job.json", '{\n  "model": "gpt2"\n  "data": {}\n}\n'),
  stdin("a quote that isn't closed", 'model: "gpt2\n'),
  stdin("two documents", "model: gpt2\n---\nmodel: gpt2\n"),
  file("a key twice", "job.yaml", "model: gpt2\ndata: { tokens: 1M }\nmodel: gpt2-xl\n"),
  file("a key twice, inside, in JSON", "job.json", '{"model": "gpt2", "data": {"tokens": 1, "tokens": 2}}'),
  stdin("an alias of itself", "model: gpt2\nwhere: &w { accelerators: *w }\n"),
  stdin("aliases that would fill the memory", laughs.join("\n")),
  stdin("a list", "- model: gpt2\n"),
  stdin("a word", "gpt2\n"),
  stdin("more text than a job has", `model: gpt2\n#${"x".repeat(250_000)}\n`),
  file("a file larger than a job or a configuration", "job.yaml", "x".repeat(1_100_000)),
  stdin("brackets without end", "[".repeat(100_000)),
  stdin("JSON nested 5,000 deep", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`),
  stdin("nested 30 deep", `model: gpt2\ndata: ${'{"a":'.repeat(30)}1${"}".repeat(30)}\n`),
  fields("an unknown key, with the nearest", "trainig: { sequence: 512 }"),
  fields("an unknown key that is like none", "colour: blue"),
  fields("unknown keys inside", "training: { sequense: 512, batch: 8 }\nwhere: { gpu: h100, owned: [{ card: h100 }] }"),
  stdin("thirty unknown keys", `model: gpt2\n${Array.from({ length: 30 }, (_, i) => `zz${i}: 1`).join("\n")}\n`),
  stdin("no model", "data: { tokens: 1M }\n"),
  stdin("no amount", "model: gpt2\n"),
  fields(
    "bad values of method and training",
    [
      "method: { kind: qlorra, rank: 0, dropout: 2, base: fp3, frozenLayers: 1.5 }",
      "training: { sequence: -1, globalBatch: many, compile: perhaps, learningRate: 11, optimizer: adam-w, padding: [] }",
    ].join("\n"),
  ),
  fields(
    "bad values of layout, where, run and goal",
    [
      "layout: { tp: 99999, sharding: zero3, offload: 5 }",
      "where: { accelerators: [], gpus: 8..1, nodes: 0, owned: h100, purchase: reserved, prices: { discount: 150% } }",
      "run: { checkpoints: often }",
      "goal: { minimise: money, budget: -5, deadline: soon, confidence: 95 }",
    ].join("\n"),
  ),
  stdin(
    "every kind of bad amount",
    "model: gpt2\ndata: { tokens: 0, samples: 1.5, tokensPerSample: .inf, steps: 1e16, epochs: two, textField: '', file: [a] }\n",
  ),
  stdin("fields left empty", "model:\ndata:\ntraining:\nwhere: { accelerators: , owned: }\nmethod:\n"),
  stdin("a number for the method, an empty method", "model: gpt2\nmethod: 5\ndata: { tokens: 1M }\n"),
  stdin("a file and tokens", "model: gpt2\ndata: { file: a.jsonl, tokens: 1M }\n"),
  stdin("steps, epochs and samples", "model: gpt2\ndata: { steps: 10, epochs: 2, samples: 5 }\n"),
  stdin("a length without samples", "model: gpt2\ndata: { tokens: 1M, tokensPerSample: 300, textField: text }\n"),
  fields(
    "a contradiction between training and layout",
    "training: { recompute: full, microBatch: 2, packing: true, padding: max }\nlayout: { recompute: none, microBatch: 4 }",
  ),
  fields(
    "bad values of goal, data, training and sweep",
    [
      "goal: { tokens: optimal, loss: -1, flop: lots, gpuHours: 0, law: chinchila, maximise: loss, servingTokens: 0 }",
      "training: { schedule: cosin, scheduleSteps: 0, warmup: 1.5 }",
      "run: { earlyStop: { patience: 0, best: 2 } }",
      "sweep: { kind: asah, trials: 0, space: { learningRate: [], rank: many }, length: 0, top: 2, workers: 1.5, resume: perhaps, proxy: { tokens: 0 } }",
    ].join("\n"),
  ),
  fields("two goals, and an amount beside them", "method: pretrain\ngoal: { tokens: compute-optimal, loss: 2.1 }"),
  stdin("a goal of pre-training for a fine-tune", "model: gpt2\nmethod: lora\ngoal: { tokens: compute-optimal }\n"),
  stdin("a loss that the model can't reach", "model: gpt2\nmethod: pretrain\ngoal: { loss: 2 }\n"),
  stdin("fewer unique tokens than the goal needs", "model: gpt2\nmethod: pretrain\ndata: { uniqueTokens: 10M }\ngoal: { loss: 3.2 }\n"),
  stdin("the most tokens of nothing", "model: gpt2\ngoal: { maximise: tokens }\n"),
  fields(
    "GPU-hours and patience without what they need",
    "goal: { gpuHours: 100 }\nrun: { earlyStop: { patience: 3 } }\ntraining: { scheduleSteps: 10 }",
  ),
  fields("a grid of nothing, a proxy without its size", "sweep: { kind: grid, proxy: { tokens: 1B } }"),
  fields("a proxy as large as the model", "sweep: { kind: mu-transfer, proxy: { parameters: 1B } }"),
  fields("more combinations than can be counted", "sweep: { kind: grid, space: { a: 10000, b: 10000 }, reduction: 1, probability: 1 }"),
  fields("an objective with a spelling mistake", "objective: dop"),
  fields(
    "bad values of an objective",
    "objective: { kind: grpo, samplesPerPrompt: 0, beta: -1, responseTokens: many, generation: { engine: vlm, memory: 2, gpus: 1.5, sleeps: true } }",
  ),
  fields("an objective without its kind", "objective: { beta: 0.1 }"),
  fields("preferences from scratch, packed, towards a goal", "method: pretrain\nobjective: dpo\ntraining: { packing: true }"),
  stdin("preferences towards FLOPs", "model: gpt2\nobjective: dpo\ngoal: { flop: 1e20 }\n"),
  fields("fields of another objective", "objective: { kind: dpo, samplesPerPrompt: 4, rewardModel: gpt2 }"),
  fields("answers from tokens, one to a prompt", "objective: { kind: grpo, samplesPerPrompt: 1 }"),
  fields("models that the catalog hasn't", "objective: { kind: ppo, promptTokens: 100, rewardModel: lama-3, valueModel: zzzzqqqq }"),
  fields(
    "vLLM's fields for the trainer's own generate",
    "objective: { kind: grpo, promptTokens: 10, generation: { engine: hf, gpus: 2 } }",
  ),
  stdin(
    "answers that don't fit",
    "model: gpt2\nobjective: { kind: grpo, maxResponseTokens: 900 }\ndata: { samples: 10, tokensPerSample: 200 }\ntraining: { sequence: 1024 }\n",
  ),
  stdin("preferences for an encoder", "model: bert-base-uncased\nobjective: dpo\ndata: { samples: 10, tokensPerSample: 20 }\n"),
  stdin("a method and another objective", "model: gpt2\nmethod: dpo\nobjective: kto\ndata: { samples: 10, tokensPerSample: 20 }\n"),
  {
    name: "preferences from a file without pairs",
    argv: ["plan", "gpt2", "--objective", "dpo", "--data", "notes.jsonl"],
    files: { "notes.jsonl": '{"prompt": "a", "completion": "b"}\n' },
  },
  fields("a rank for a full fine-tune", "method: { kind: full, rank: 8 }"),
  fields("more frozen layers than the model has", "method: { kind: freeze, frozenLayers: 13 }"),
  fields("an unknown LoRA target", "method: { kind: lora, targets: [q_prj, lm_haed, somewhere] }"),
  fields("an unknown stack", "stack: megatron\n"),
  fields("an unknown card", "where: { accelerators: [h1000, abacus] }"),
  fields("an unknown provider", "where: { providers: [amazon, awz] }"),
  fields("a place without machines", "where: { regions: mars-*, accelerators: h100 }"),
  fields("an unknown card of one's own", "where: { owned: [{ accelerator: rtx-9999 }] }"),
  fields("nodes of different sizes", "where: { accelerators: h100, nodes: '>=2' }"),
  { name: "a data file that isn't there", argv: ["plan", "jobs/job.yaml"], files: { "jobs/job.yaml": "model: gpt2\ndata: notes.jsonl\n" } },
];

goldenFile("bad-jobs", CASES, ({ code, out }) => {
  expect(code).toBe(2);
  expect(out).toBe("");
});
