import {
  assumptions,
  calibration,
  carbon,
  commitments,
  dataPrices,
  failureRates,
  findStack,
  hostedPrices,
  type PriceRow,
  quality,
  stacks,
} from "@outlay/catalog";
import {
  type Alternatives,
  type Issue,
  LORA_TARGETS,
  type Lengths,
  type Machine,
  type Method,
  type MethodKind,
  type ModelRef,
  OFFLOADS,
  type Objective,
  type PlanRequest,
  type Stack,
  type Target,
  type Work,
  type StateSpace,
} from "@outlay/engine";
import { dataBytesOf, dataOf } from "./data.ts";
import { gpusOf, machinesOf } from "./machines.ts";
import type { MeasuredData } from "./measured.ts";
import { Notes } from "./notes.ts";
import { objectiveOf, objectiveWork, pinnedMicroBatch, rolloutSequence } from "./objective.ts";
import { projectOf } from "./project.ts";
import { relatives } from "./relatives.ts";
import { apiOf, energyOf, runOf, spotOf } from "./run.ts";
import { sparseKernel, withSparse } from "./sparse.ts";
import { recipeOf, sweepOf } from "./sweep.ts";
import { goalAmount, targetOf } from "./target.ts";
import { ANY, type Any, type Job } from "./schema.ts";

export interface RequestInput {
  readonly model: ModelRef;
  readonly data: MeasuredData | null;
  /** Rows of the job's own price list. */
  readonly priceRows: readonly PriceRow[];
  /** ISO date of today, or of `--as-of`. */
  readonly today: string;
}

export interface BuiltRequest {
  /** Null when an issue is an error. */
  readonly request: PlanRequest | null;
  readonly alternatives: Alternatives;
  readonly issues: readonly Issue[];
}

const TARGET_SHORTHANDS: Readonly<Record<string, readonly string[]>> = {
  qv: ["q_proj", "v_proj"],
  qkv: ["q_proj", "k_proj", "v_proj"],
  qkvo: ["q_proj", "k_proj", "v_proj", "o_proj"],
  attention: ["q_proj", "k_proj", "v_proj", "o_proj"],
  mlp: ["gate_proj", "up_proj", "down_proj"],
};

function targetsOf(job: Job, notes: Notes): "all-linear" | readonly string[] {
  const given = job.method?.targets;
  if (given === undefined) {
    notes.assume("method.targets", "all-linear", "lora-targets");
    return "all-linear";
  }
  if (given.length === 1 && given[0] === "all-linear") return "all-linear";
  return given.flatMap((name) => {
    const short = TARGET_SHORTHANDS[name];
    if (short) return short;
    if (name !== "all-linear" && !LORA_TARGETS.includes(name)) {
      notes.unknown("job.unknown-target", "method.targets", {
        value: name,
        known: ["all-linear", ...Object.keys(TARGET_SHORTHANDS), ...LORA_TARGETS],
      });
    }
    return [name];
  });
}

/** Fields that say nothing about this method are told: they would be passed over otherwise. */
function checkUsed(job: Job, kind: Method["kind"], notes: Notes): void {
  const { method: m, training, run } = job;
  const adapters = kind === "lora" || kind === "dora" || kind === "qlora";
  const onlyForAdapters = {
    "method.rank": m?.rank,
    "method.targets": m?.targets,
    "method.modulesToSave": m?.modulesToSave,
    "method.dropout": m?.dropout,
    "training.loraDropout": training?.loraDropout,
  };
  for (const [path, value] of Object.entries(onlyForAdapters)) {
    if (value !== undefined && !adapters) notes.error("job.only-for-adapters", path, { method: kind });
  }
  if (m?.frozenLayers !== undefined && kind !== "freeze") notes.error("job.only-for-freeze", "method.frozenLayers", { method: kind });
  const idle = (path: string, other: string): void => notes.warn("job.no-effect", path, { other });
  if (m?.base !== undefined && !adapters && kind !== "freeze") idle("method.base", "method.kind: lora, dora, qlora, freeze");
  if (m?.galoreRank !== undefined && training?.optimizer !== "galore") idle("method.galoreRank", "training.optimizer: galore");
  if (run?.evaluation?.sequences !== undefined && run.evaluation.every === undefined)
    idle("run.evaluation.sequences", "run.evaluation.every");
}

/** A value of the job, where it isn't left open. */
function said<T>(value: T | Any | undefined): T | undefined {
  return value === ANY ? undefined : value;
}

function methodOf(job: Job, model: ModelRef, notes: Notes): Method {
  const kind = said(job.method?.kind) ?? "lora";
  if (job.method?.kind === undefined) notes.assume("method", kind, "method");
  const m = job.method;
  const galoreRank = m?.galoreRank ?? 128;
  checkUsed(job, kind, notes);
  if (kind !== "lora" && kind !== "dora" && kind !== "qlora") {
    const layers = model.architecture.layers;
    if (kind === "freeze" && m?.frozenLayers === undefined) notes.assume("method.frozenLayers", Math.floor(layers / 2), "frozen-layers");
    if ((m?.frozenLayers ?? 0) > layers) notes.error("job.too-many-layers", "method.frozenLayers", { value: m?.frozenLayers ?? 0, layers });
    return {
      kind,
      lora: null,
      frozenLayers: kind === "freeze" ? (m?.frozenLayers ?? Math.floor(layers / 2)) : 0,
      base: m?.base ?? "bf16",
      galoreRank,
    };
  }
  if (m?.rank === undefined) notes.assume("method.rank", 16, "lora-rank");
  const dropout = m?.dropout ?? job.training?.loraDropout;
  if (dropout === undefined) notes.assume("method.dropout", 0.05, "lora-dropout");
  const base = m?.base ?? (kind === "qlora" ? "nf4-dq" : "bf16");
  if (kind === "qlora" && m?.base === undefined) notes.assume("method.base", base, "qlora-base");
  return {
    kind,
    lora: {
      rank: m?.rank ?? 16,
      targets: targetsOf(job, notes),
      dropout: dropout ?? 0.05,
      dora: kind === "dora",
      ...(m?.modulesToSave ? { modulesToSave: m.modulesToSave } : {}),
    },
    frozenLayers: 0,
    base,
    galoreRank,
  };
}

/** The head of a reward model is new: beside adapters it is trained in full. */
function methodFor(job: Job, method: Method): Method {
  if (job.objective?.kind !== "reward" || !method.lora) return method;
  const saved = new Set(method.lora.modulesToSave).add("lm_head");
  return { ...method, lora: { ...method.lora, modulesToSave: [...saved] } };
}

const isPretraining = (method: Method): boolean => method.kind === "pretrain" || method.kind === "continue";

function sequenceOf(job: Job, input: RequestInput, method: Method, notes: Notes): number {
  const given = job.training?.sequence;
  if (given !== undefined) return given;
  const most = input.model.architecture.maxPositions ?? Number.POSITIVE_INFINITY;
  const longest = input.data?.lengths.longest ?? (job.data?.samples !== undefined ? job.data.tokensPerSample : undefined);
  if (longest !== undefined) {
    const sequence = Math.min(most, 64 * Math.max(1, Math.ceil(longest / 64)));
    notes.assume("training.sequence", sequence, "sequence-from-data");
    return sequence;
  }
  const sequence = Math.min(most, isPretraining(method) ? 4096 : 2048);
  notes.assume("training.sequence", sequence, isPretraining(method) ? "sequence-pretraining" : "sequence-fine-tuning");
  return sequence;
}

function epochsOf(job: Job, notes: Notes): number {
  if (job.data?.epochs === undefined && job.data?.steps === undefined && job.data?.tokens === undefined)
    notes.assume("data.epochs", 1, "epochs");
  return job.data?.epochs ?? 1;
}

function amountOf(job: Job, input: RequestInput, notes: Notes): { amount: Work["amount"]; source: string } | null {
  const d = job.data;
  if (d?.steps !== undefined) return { amount: { kind: "steps", steps: d.steps }, source: "steps of the job" };
  const epochs = epochsOf(job, notes);
  if (input.data)
    return { amount: { kind: "samples", samples: input.data.samples, epochs, lengths: input.data.lengths }, source: input.data.source };
  if (d?.samples !== undefined && d.tokensPerSample !== undefined) {
    const lengths: Lengths = { sorted: [], mean: d.tokensPerSample, longest: d.tokensPerSample, uncertainty: 0 };
    return { amount: { kind: "samples", samples: d.samples, epochs, lengths }, source: "samples and their mean length, of the job" };
  }
  if (d?.tokens !== undefined) return { amount: { kind: "tokens", tokens: d.tokens, epochs }, source: "tokens of the job" };
  notes.error("job.no-amount", "data", {});
  return null;
}

function workOf(
  job: Job,
  input: RequestInput,
  at: { method: Method; target: Target; objective: Objective | null },
  notes: Notes,
): Work | null {
  const { method, target, objective } = at;
  const round = objective && rolloutSequence(job, objective, input.data);
  const sequence = round ?? sequenceOf(job, input, method, notes);
  const given = target.goal.kind === "given";
  const found = given ? amountOf(job, input, notes) : goalAmount(target, { model: input.model, method, sequence }, notes);
  if (!found) return null;
  const packing = job.training?.packing;
  const work: Work = {
    ...found,
    sequence,
    globalBatch: job.training?.globalBatch ?? null,
    padding: said(job.training?.padding) ?? (packing === undefined ? null : packing ? "packed" : "longest"),
  };
  return objective ? objectiveWork(job, work, objective, input.data, notes) : work;
}

/** What `method: any` stands for. */
const ANY_METHOD = ["full", "lora", "qlora"] as const;

const methodsOf = (job: Job, method: Method): readonly MethodKind[] => (job.method?.kind === ANY ? ANY_METHOD : [method.kind]);

/** What the job says is to be searched; FP8 only then, as a run in it isn't known to learn as much. */
function openOf(job: Job, method: Method, work: Work): Pick<PlanRequest, "open"> {
  const padded = work.amount.kind === "samples" && (job.objective?.kind ?? "sft") === "sft";
  const open = {
    ...(job.method?.kind === ANY ? { methods: methodsOf(job, method) } : {}),
    ...(job.training?.precision === ANY ? { precisions: [null, "fp8"] as const } : {}),
    ...(job.training?.padding === ANY && padded ? { paddings: ["longest", "packed"] as const } : {}),
    ...(job.layout?.offload === ANY ? { offloads: OFFLOADS } : {}),
  };
  return Object.keys(open).length > 0 ? { open } : {};
}

function stacksOf(
  job: Job,
  method: Method,
  at: { cards: readonly Machine[]; ssm: StateSpace | undefined },
  notes: Notes,
): readonly Stack[] {
  const found: Stack[] = [];
  for (const name of job.stack ?? []) {
    if (name === ANY) continue;
    const stack = findStack(name);
    if (stack.kind === "found") found.push(stack.stack);
    else notes.unknown("job.unknown-stack", "stack", { value: name, known: stacks.map((s) => s.id) });
  }
  if (job.stack?.includes(ANY)) return stacks.filter((s) => methodsOf(job, method).some((kind) => s.methods.includes(kind)));
  if (job.stack !== undefined) return found;
  const { cards, ssm } = at;
  // Megatron-LM has no Mamba, whose usual software is the transformers classes under DeepSpeed.
  const posttraining = (job.objective?.kind ?? "sft") !== "sft";
  const tuning = posttraining ? ["trl"] : ["hf-trainer"];
  const usual = !isPretraining(method) ? tuning : ssm?.kind === "mamba" ? ["deepspeed"] : ["megatron-lm"];
  if (cards.some((m) => m.accelerator.vendor === "google")) usual.push(method.lora || posttraining ? "tunix" : "maxtext");
  notes.assume(
    "stack",
    usual[0] ?? "",
    posttraining
      ? "stack-objective"
      : ssm && isPretraining(method)
        ? "stack-state-space"
        : isPretraining(method)
          ? "stack-pretraining"
          : "stack-fine-tuning",
  );
  return stacks.filter((s) => usual.includes(s.id));
}

function purchasesOf(job: Job, machines: readonly Machine[], notes: Notes): PlanRequest["purchases"] {
  if (job.where?.purchase) return job.where.purchase;
  if (machines.some((m) => !m.owned)) notes.assume("where.purchase", "on-demand", "purchase");
  return ["on-demand"];
}

/** What a plan must reach. Budget and deadline hold at the median unless the job asks for more. */
function goalOf(job: Job, notes: Notes): PlanRequest["goal"] {
  const { minimise, budget, deadline, carbon, pFits, confidence } = job.goal ?? {};
  if (minimise === undefined) notes.assume("goal.minimise", "cost", "minimise");
  if (pFits === undefined) notes.assume("goal.pFits", 0.9, "p-fits");
  if (confidence === undefined && (budget ?? deadline ?? carbon) !== undefined) notes.assume("goal.confidence", 0.5, "confidence");
  return {
    minimise: minimise ?? "cost",
    budget: budget ?? null,
    deadline: deadline ?? null,
    carbon: carbon ?? null,
    pFits: pFits ?? 0.9,
    confidence: confidence ?? 0.5,
  };
}

function layoutPins(job: Job, objective: Objective | null): PlanRequest["layout"] {
  const { recompute, microBatch, gradAccum } = job.training ?? {};
  const pins = Object.entries({ recompute, microBatch, gradAccum, ...job.layout }).filter(([, value]) => said(value) !== undefined);
  return pinnedMicroBatch(Object.fromEntries(pins), objective);
}

/** A checked job, a resolved model and measured data as the engine's request, with every default that was taken. */
export function toRequest(job: Job, given: RequestInput): BuiltRequest {
  const notes = new Notes();
  const architecture = withSparse(job, given.model.architecture, notes);
  const input = { ...given, model: { ...given.model, architecture } };
  const method = methodFor(job, methodOf(job, input.model, notes));
  const target = targetOf(job, method, notes);
  const later = new Notes();
  const { all, chosen, owned } = machinesOf(job, input.priceRows, later);
  const allowed = stacksOf(job, method, { cards: chosen, ssm: input.model.architecture.ssm }, later);
  const objective = objectiveOf(job, { method, model: input.model, data: input.data, stacks: allowed }, notes);
  const work = workOf(job, input, { method, target, objective }, notes);
  const recipe = recipeOf(job, notes);
  const sweep = sweepOf(job, input.model, notes);
  notes.issues.push(...later.issues);
  const { machines, gpus } = gpusOf(job, chosen, isPretraining(method), notes);
  const alternatives: Alternatives = { machines: all, stacks, models: relatives(input.model) };
  const purchases = purchasesOf(job, machines, notes);
  const goal = goalOf(job, notes);
  const run = runOf(job, method, notes);
  const data = dataOf(job, all, notes);
  if (!work || notes.failed) return { request: null, alternatives, issues: notes.issues };
  const request: PlanRequest = {
    model: input.model,
    method,
    objective,
    work,
    training: {
      precision: said(job.training?.precision) ?? null,
      optimizer: job.training?.optimizer ?? null,
      attention: sparseKernel(job, architecture, notes),
      compile: job.training?.compile ?? null,
      learningRate: job.training?.learningRate ?? null,
    },
    target,
    recipe,
    sweep,
    quality,
    stacks: allowed,
    machines,
    owned,
    ...openOf(job, method, work),
    purchases,
    ...(job.where?.prices?.file === undefined ? { discount: job.where?.prices?.discount ?? 0 } : {}),
    gpus: { ...gpus, every: job.where?.everyCount ?? goal.minimise === "gpus" },
    layout: layoutPins(job, objective),
    run,
    goal,
    dataPrices,
    sites: carbon,
    hosted: hostedPrices,
    api: apiOf(job, notes),
    energy: energyOf(job),
    project: projectOf(job),
    commitments,
    dataBytes: dataBytesOf(job, input.data?.bytes ?? null, work, notes),
    data,
    failureRates,
    spot: spotOf(job),
    calibration,
    assumptions,
    today: input.today,
  };
  return { request, alternatives, issues: notes.issues };
}
