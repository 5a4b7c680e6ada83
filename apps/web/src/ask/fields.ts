import {
  ATTENTIONS,
  CHECKPOINT_CONTENTS,
  ENGINES,
  METHODS,
  OFFLOADS,
  OPTIMIZERS,
  PADDINGS,
  type Plan,
  PRECISIONS,
  RECOMPUTES,
  SCHEDULES,
  SHARDINGS,
  STORED,
} from "@outlay/engine";
import type { TextKey } from "@outlay/schema";

/** The engine's rooms, in the order of a run. */
export const ROOMS = ["method", "work", "machine", "layout", "time", "run", "money", "doubt", "plan"] as const;
export type Room = (typeof ROOMS)[number];

type Kind =
  | { readonly kind: "text" }
  | { readonly kind: "number" }
  | { readonly kind: "list" }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "flag" }
  | { readonly kind: "price-list" };

/** A control under "More". Its name and why it is there are texts under `field.` and `why.` with the path. */
export interface MoreField {
  readonly path: string;
  readonly label: TextKey;
  readonly why: TextKey;
  readonly room: Room;
  readonly input: Kind;
  readonly unit?: "tokens" | "sequences" | "steps" | "usd-per-kwh";
  /** An example of what may be typed. */
  readonly example?: string;
  /** What the plan on show takes where the field is open. */
  readonly taken?: (plan: Plan) => string | number | null;
  /** Methods that have it; all where it isn't said. */
  readonly methods?: readonly string[];
  /** Objectives that have it; all where it isn't said. */
  readonly objectives?: readonly string[];
}

const text: Kind = { kind: "text" };
const num: Kind = { kind: "number" };
const list: Kind = { kind: "list" };
const choice = (of: readonly string[]): Kind => ({ kind: "choice", of });
const ADAPTERS = ["lora", "dora", "qlora"];

const method = (): readonly MoreField[] => [
  {
    path: "method.kind",
    label: "field.method.kind",
    why: "why.method.kind",
    room: "method",
    input: choice(METHODS),
    taken: (p) => p.method,
  },
  { path: "method.rank", label: "field.method.rank", why: "why.method.rank", room: "method", input: num, example: "16", methods: ADAPTERS },
  {
    path: "method.targets",
    label: "field.method.targets",
    why: "why.method.targets",
    room: "method",
    input: list,
    example: "all-linear, qv, mlp",
    methods: ADAPTERS,
  },
  {
    path: "method.base",
    label: "field.method.base",
    why: "why.method.base",
    room: "method",
    input: choice(STORED),
    methods: [...ADAPTERS, "freeze"],
  },
  {
    path: "training.precision",
    label: "field.training.precision",
    why: "why.training.precision",
    room: "method",
    input: choice(PRECISIONS),
    taken: (p) => p.precision,
  },
  {
    path: "training.optimizer",
    label: "field.training.optimizer",
    why: "why.training.optimizer",
    room: "method",
    input: choice(OPTIMIZERS),
    taken: (p) => p.optimizer,
  },
];

const ROUNDS = ["ppo", "grpo"];
const REFERENCED = ["dpo", "ipo", "kto"];

const objective = (): readonly MoreField[] => [
  {
    path: "objective.beta",
    label: "field.objective.beta",
    why: "why.objective.beta",
    room: "method",
    input: num,
    objectives: [...REFERENCED, "orpo", "simpo", ...ROUNDS],
    example: "0.1",
  },
  {
    path: "objective.referencePrecomputed",
    label: "field.objective.referencePrecomputed",
    why: "why.objective.referencePrecomputed",
    room: "method",
    input: { kind: "flag" },
    objectives: REFERENCED,
  },
  {
    path: "objective.samplesPerPrompt",
    label: "field.objective.samplesPerPrompt",
    why: "why.objective.samplesPerPrompt",
    room: "method",
    input: num,
    objectives: ROUNDS,
    example: "8",
  },
  {
    path: "objective.promptTokens",
    label: "field.objective.promptTokens",
    why: "why.objective.promptTokens",
    room: "method",
    input: num,
    objectives: ROUNDS,
    unit: "tokens",
    example: "200",
  },
  {
    path: "objective.responseTokens",
    label: "field.objective.responseTokens",
    why: "why.objective.responseTokens",
    room: "method",
    input: num,
    objectives: ROUNDS,
    unit: "tokens",
    example: "400",
  },
  {
    path: "objective.maxResponseTokens",
    label: "field.objective.maxResponseTokens",
    why: "why.objective.maxResponseTokens",
    room: "method",
    input: num,
    objectives: ROUNDS,
    unit: "tokens",
    example: "1024",
  },
  {
    path: "objective.updateEpochs",
    label: "field.objective.updateEpochs",
    why: "why.objective.updateEpochs",
    room: "method",
    input: num,
    objectives: ROUNDS,
    example: "1",
  },
  {
    path: "objective.minibatches",
    label: "field.objective.minibatches",
    why: "why.objective.minibatches",
    room: "method",
    input: num,
    objectives: ROUNDS,
    example: "1",
  },
  {
    path: "objective.rewardModel",
    label: "field.objective.rewardModel",
    why: "why.objective.rewardModel",
    room: "method",
    input: text,
    objectives: ROUNDS,
    example: "same, none, Qwen/Qwen2.5-7B",
  },
  {
    path: "objective.rewardSeconds",
    label: "field.objective.rewardSeconds",
    why: "why.objective.rewardSeconds",
    room: "method",
    input: text,
    objectives: ROUNDS,
    example: "5s",
  },
  {
    path: "objective.valueModel",
    label: "field.objective.valueModel",
    why: "why.objective.valueModel",
    room: "method",
    input: text,
    objectives: ["ppo"],
    example: "same",
  },
  {
    path: "objective.generation.engine",
    label: "field.objective.generation.engine",
    why: "why.objective.generation.engine",
    room: "method",
    input: choice(ENGINES),
    objectives: ROUNDS,
  },
  {
    path: "objective.generation.memory",
    label: "field.objective.generation.memory",
    why: "why.objective.generation.memory",
    room: "method",
    input: num,
    objectives: ROUNDS,
    example: "0.3",
  },
  {
    path: "objective.generation.sleep",
    label: "field.objective.generation.sleep",
    why: "why.objective.generation.sleep",
    room: "method",
    input: { kind: "flag" },
    objectives: ROUNDS,
  },
  {
    path: "objective.generation.gpus",
    label: "field.objective.generation.gpus",
    why: "why.objective.generation.gpus",
    room: "method",
    input: num,
    objectives: ROUNDS,
    example: "4",
  },
];

const work = (): readonly MoreField[] => [
  {
    path: "training.sequence",
    label: "field.training.sequence",
    why: "why.training.sequence",
    room: "work",
    input: num,
    unit: "tokens",
    example: "2048",
  },
  {
    path: "training.globalBatch",
    label: "field.training.globalBatch",
    why: "why.training.globalBatch",
    room: "work",
    input: num,
    unit: "sequences",
    taken: (p) => p.globalBatch,
  },
  {
    path: "training.padding",
    label: "field.training.padding",
    why: "why.training.padding",
    room: "work",
    input: choice(PADDINGS),
    taken: (p) => p.padding,
  },
  {
    path: "data.uniqueTokens",
    label: "field.data.uniqueTokens",
    why: "why.data.uniqueTokens",
    room: "work",
    input: num,
    unit: "tokens",
    example: "5B",
    methods: ["pretrain", "continue"],
  },
];

const machine = (): readonly MoreField[] => [
  {
    path: "where.accelerators",
    label: "field.where.accelerators",
    why: "why.where.accelerators",
    room: "machine",
    input: list,
    example: "h100, a100-80gb",
    taken: (p) => p.accelerator,
  },
  {
    path: "where.gpus",
    label: "field.where.gpus",
    why: "why.where.gpus",
    room: "machine",
    input: text,
    example: "1..8",
    taken: (p) => p.gpus,
  },
  {
    path: "where.regions",
    label: "field.where.regions",
    why: "why.where.regions",
    room: "machine",
    input: list,
    example: "us-*, eu-*",
    taken: (p) => p.region,
  },
  {
    path: "where.instanceTypes",
    label: "field.where.instanceTypes",
    why: "why.where.instanceTypes",
    room: "machine",
    input: list,
    taken: (p) => p.instanceType,
  },
];

const layout = (): readonly MoreField[] => [
  { path: "layout.tp", label: "field.layout.tp", why: "why.layout.tp", room: "layout", input: num, taken: (p) => p.layout.tp },
  { path: "layout.pp", label: "field.layout.pp", why: "why.layout.pp", room: "layout", input: num, taken: (p) => p.layout.pp },
  { path: "layout.cp", label: "field.layout.cp", why: "why.layout.cp", room: "layout", input: num, taken: (p) => p.layout.cp },
  { path: "layout.ep", label: "field.layout.ep", why: "why.layout.ep", room: "layout", input: num, taken: (p) => p.layout.ep },
  {
    path: "layout.sharding",
    label: "field.layout.sharding",
    why: "why.layout.sharding",
    room: "layout",
    input: choice(SHARDINGS),
    taken: (p) => p.layout.sharding,
  },
  {
    path: "training.recompute",
    label: "field.training.recompute",
    why: "why.training.recompute",
    room: "layout",
    input: choice(RECOMPUTES),
    taken: (p) => p.layout.recompute,
  },
  {
    path: "training.microBatch",
    label: "field.training.microBatch",
    why: "why.training.microBatch",
    room: "layout",
    input: num,
    unit: "sequences",
    taken: (p) => p.layout.microBatch,
  },
  {
    path: "layout.offload",
    label: "field.layout.offload",
    why: "why.layout.offload",
    room: "layout",
    input: choice(OFFLOADS),
    taken: (p) => p.layout.offload,
  },
];

const run = (): readonly MoreField[] => [
  {
    path: "training.attention",
    label: "field.training.attention",
    why: "why.training.attention",
    room: "time",
    input: choice(ATTENTIONS),
    taken: (p) => p.attention,
  },
  { path: "training.compile", label: "field.training.compile", why: "why.training.compile", room: "time", input: { kind: "flag" } },
  {
    path: "training.learningRate",
    label: "field.training.learningRate",
    why: "why.training.learningRate",
    room: "run",
    input: num,
    example: "2e-4",
  },
  { path: "training.schedule", label: "field.training.schedule", why: "why.training.schedule", room: "run", input: choice(SCHEDULES) },
  {
    path: "run.evaluation.every",
    label: "field.run.evaluation.every",
    why: "why.run.evaluation.every",
    room: "run",
    input: num,
    unit: "steps",
    example: "500",
  },
  {
    path: "run.checkpoints.every",
    label: "field.run.checkpoints.every",
    why: "why.run.checkpoints.every",
    room: "run",
    input: num,
    unit: "steps",
    taken: (p) => p.checkpoints.everySteps,
  },
  {
    path: "run.checkpoints.save",
    label: "field.run.checkpoints.save",
    why: "why.run.checkpoints.save",
    room: "run",
    input: choice(CHECKPOINT_CONTENTS),
    taken: (p) => p.checkpoints.content,
  },
  { path: "run.failures", label: "field.run.failures", why: "why.run.failures", room: "run", input: { kind: "flag" } },
];

const money = (): readonly MoreField[] => [
  {
    path: "where.prices.file",
    label: "field.where.prices.file",
    why: "why.where.prices.file",
    room: "money",
    input: { kind: "price-list" },
  },
  {
    path: "where.prices.discount",
    label: "field.where.prices.discount",
    why: "why.where.prices.discount",
    room: "money",
    input: text,
    example: "20%",
  },
  {
    path: "energy.usdPerKwh",
    label: "field.energy.usdPerKwh",
    why: "why.energy.usdPerKwh",
    room: "money",
    input: num,
    unit: "usd-per-kwh",
    example: "0.15",
  },
  { path: "goal.confidence", label: "field.goal.confidence", why: "why.goal.confidence", room: "doubt", input: num, example: "0.9" },
  { path: "goal.pFits", label: "field.goal.pFits", why: "why.goal.pFits", room: "doubt", input: num, example: "0.9" },
  { path: "goal.minimise", label: "field.goal.minimise", why: "why.goal.minimise", room: "plan", input: choice(["cost", "time", "value"]) },
  { path: "stack", label: "field.stack", why: "why.stack", room: "plan", input: list, taken: (p) => p.stack },
];

export const FIELDS: readonly MoreField[] = [...method(), ...objective(), ...work(), ...machine(), ...layout(), ...run(), ...money()];
