import { replicas, type Setup } from "../layout/setup.ts";
import { needsOldLogProbs, type Objective, type Rollout, updatesPerRound } from "../method/objective.ts";
import { FROZEN, valueSetup } from "../memory/models.ts";
import { type RolloutSpace, rolloutSpace } from "../memory/rollout.ts";
import { scalarTable } from "../model/scalar-head.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Part } from "../quantity.ts";
import type { Seconds } from "../units.ts";
import { stepParts } from "./explain.ts";
import { forwardSeconds } from "./forward.ts";
import { type GenerationTerms, generationTerms } from "./generation.ts";
import { stepSeconds, stepTerms, type StepTerms } from "./step.ts";

/** Terms that an optimizer step has once, however many micro-batches it passes. */
const ONCE: ReadonlySet<keyof StepTerms> = new Set(["bubble", "gradients", "optimizer", "offload", "overhead"]);

/**
 * The policy's training in one step of the plan. Of reinforcement learning a step is a round: its answers are passed `updateEpochs` times, in
 * `minibatches` optimizer steps each.
 */
export function policyTerms(setup: Setup): StepTerms {
  const terms = stepTerms(setup);
  const rollout = setup.objective?.rollout;
  return rollout ? repeated(terms, rollout) : terms;
}

function repeated(t: StepTerms, r: Rollout): StepTerms {
  const { updateEpochs: epochs, minibatches } = r;
  let before = 0;
  let after = 0;
  const out: Record<keyof StepTerms, Seconds> = { ...t };
  for (const id of Object.keys(t) as (keyof StepTerms)[]) {
    if (id === "stragglers" || id === "input") continue;
    out[id] = t[id] * epochs * (ONCE.has(id) ? minibatches : 1);
    before += t[id];
    after += out[id];
  }
  out.stragglers = before > 0 ? (t.stragglers * after) / before : 0;
  return out;
}

const STAGES = ["rollout", "scoring", "training"] as const;
/** What a step of an objective does one after the other. */
export type ObjectivePhase = (typeof STAGES)[number];

/** What a step holds beside the training of the policy. */
interface Extra {
  readonly id:
    | "reference"
    | "divergence"
    | "old-log-probs"
    | "reward-model"
    | "reward-rule"
    | "value-model"
    | "value-training"
    | "sync"
    | "prefill"
    | "decode";
  readonly phase: ObjectivePhase;
  readonly seconds: Seconds;
}

/** A model that is only passed forward, in the policy's layout. */
function frozenSetup(setup: Setup, table: TensorTable): Setup {
  return { ...setup, table, method: FROZEN, objective: null };
}

function scoring(setup: Setup, o: Objective): readonly Extra[] {
  const list: Extra[] = [];
  const add = (id: Extra["id"], seconds: Seconds): void => void list.push({ id, phase: "scoring", seconds });
  const frozen = o.reference === "none" ? 0 : forwardSeconds(setup, false);
  if (o.reference === "online") add("reference", frozen);
  if (o.reference === "precomputed") add("reference", frozen / o.epochs);
  if (o.kind === "kto") add("divergence", forwardSeconds(setup, true) + (o.reference === "online" ? frozen : 0));
  const { rollout } = o;
  if (!rollout) return list;
  if (needsOldLogProbs(o)) add("old-log-probs", forwardSeconds(setup, true));
  if (rollout.rewardModel) add("reward-model", forwardSeconds(frozenSetup(setup, scalarTable(rollout.rewardModel.architecture)), false));
  if (rollout.valueModel) add("value-model", forwardSeconds(valueSetup(setup, rollout.valueModel), true));
  add("reward-rule", (rollout.rewardSeconds * setup.batch.globalBatch) / replicas(setup.layout));
  return list;
}

function generating(t: GenerationTerms): readonly Extra[] {
  return (["sync", "prefill", "decode"] as const).map((id) => ({ id, phase: "rollout", seconds: t[id] }));
}

function valueTraining(setup: Setup, r: Rollout): readonly Extra[] {
  if (!r.valueModel) return [];
  return [{ id: "value-training", phase: "training", seconds: stepSeconds(repeated(stepTerms(valueSetup(setup, r.valueModel)), r)) }];
}

/** A step of an objective: how its answers are written, and what it takes beside the policy's training. */
export interface ObjectiveStep {
  readonly policy: StepTerms;
  readonly extras: readonly Extra[];
  readonly space: RolloutSpace | null;
  readonly generation: GenerationTerms | null;
}

export function objectiveStep(setup: Setup, o: Objective): ObjectiveStep {
  const { rollout } = o;
  const policy = policyTerms(setup);
  if (!rollout) return { policy, extras: scoring(setup, o), space: null, generation: null };
  const space = rolloutSpace(setup, rollout);
  const generation = generationTerms(setup, rollout, space);
  const extras = [...generating(generation), ...scoring(setup, o), ...valueTraining(setup, rollout)];
  return { policy, extras, space, generation };
}

/** Seconds of a plan's step: rollout, scoring and training one after the other. Asynchronous generation is not counted. */
export function wholeStepSeconds(setup: Setup): Seconds {
  if (!setup.objective) return stepSeconds(stepTerms(setup));
  const { policy, extras } = objectiveStep(setup, setup.objective);
  let seconds = stepSeconds(policy);
  for (const e of extras) seconds += e.seconds;
  return seconds;
}

/** The step by phase; they sum to it. */
export function phaseSeconds(step: ObjectiveStep): Readonly<Record<ObjectivePhase, Seconds>> {
  const out = { rollout: 0, scoring: 0, training: stepSeconds(step.policy) };
  for (const e of step.extras) out[e.phase] += e.seconds;
  return out;
}

const FORWARD = "forward shares of the training's operators: 1 of 3 of a trained matmul, 1 of 2 of a frozen one";

/** Formula and source of what an objective adds. */
const FORMULAS: Readonly<Record<Extra["id"], { readonly formula: string; readonly source: string }>> = {
  reference: {
    formula: "a forward pass of the reference over the step's sequences; once over all data and spread over its epochs where precomputed",
    source: `Rafailov et al. 2023, 2305.18290; ${FORWARD}`,
  },
  divergence: {
    formula: "a second forward pass of policy and reference on mismatched answers",
    source: `Ethayarajh et al. 2024, 2402.01306; ${FORWARD}`,
  },
  "old-log-probs": {
    formula: "a forward pass of the policy over the round's answers",
    source: `Schulman et al. 2017, 1707.06347; ${FORWARD}`,
  },
  "reward-model": {
    formula: "a forward pass of the reward model over the round's answers",
    source: `Ouyang et al. 2022, 2203.02155; ${FORWARD}`,
  },
  "reward-rule": { formula: "seconds per answer x answers / replicas", source: "the job" },
  "value-model": {
    formula: "a forward pass of the value model over the round's answers",
    source: `Schulman et al. 2017, 1707.06347; ${FORWARD}`,
  },
  "value-training": { formula: "the value model's own training step x epochs of the round", source: "as the policy's step" },
  sync: {
    formula: "weights gathered over the ranks that shard them, copied or sent to what generates",
    source: "bytes over the links' rates",
  },
  prefill: { formula: "prompts x prompt tokens x forward FLOPs / (share x peak x GPUs of a copy)", source: "Pope et al. 2022, 2211.05102" },
  decode: {
    formula: "steps x ((weights + answers at a time x cache) / (share x bandwidth) + 2 N answers / (share x peak) + host)",
    source: "Pope et al. 2022, 2211.05102; shares fitted to training, not to generation",
  },
};

function inputsOf(setup: Setup, step: ObjectiveStep, id: Extra["id"]): Record<string, number | string> {
  const { batch, objective } = setup;
  const common = { sequences: batch.globalBatch, sequence: batch.sequence, updates: objective ? updatesPerRound(objective) : 1 };
  const { space, generation } = step;
  const rollout = objective?.rollout;
  if (!space || !generation || !rollout || !(id === "sync" || id === "prefill" || id === "decode")) return common;
  return {
    engine: rollout.generation.engine,
    copies: space.copies,
    gpusOfACopy: space.tp,
    answersOfACopy: space.sequences,
    answersAtATime: space.atOnce,
    promptTokens: rollout.promptTokens,
    responseTokens: rollout.responseTokens,
    longestResponse: rollout.maxResponseTokens,
    steps: generation.iterations,
    secondsPerStep: generation.iterationSeconds,
  };
}

/** A step as parts that sum to it, the policy's own terms first. */
export function wholeStepParts(setup: Setup): readonly Part[] {
  if (!setup.objective) return stepParts(setup, stepTerms(setup));
  const step = objectiveStep(setup, setup.objective);
  const extras = step.extras
    .filter((e) => e.seconds > 0)
    .map(({ id, seconds }): Part => ({ id, value: seconds, why: { ...FORMULAS[id], inputs: inputsOf(setup, step, id) } }));
  return [...stepParts(setup, step.policy), ...extras];
}

/** Seconds of a step by what the cards do: compute or read memory, or move data to each other; the rest is waiting. */
export interface StepLoad {
  readonly computing: Seconds;
  readonly moving: Seconds;
}

/** What an objective's extras do: all but the exchange of weights and the wait for rules computes. */
export function extraLoad(setup: Setup): StepLoad {
  let computing = 0;
  let moving = 0;
  if (setup.objective) {
    for (const e of objectiveStep(setup, setup.objective).extras) {
      if (e.id === "sync") moving += e.seconds;
      else if (e.id !== "reward-rule") computing += e.seconds;
    }
  }
  return { computing, moving };
}
