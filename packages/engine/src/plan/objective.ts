import { sigmaOf } from "../doubt/range.ts";
import { rolloutSpace } from "../memory/rollout.ts";
import { sideBytes } from "../memory/models.ts";
import {
  type EngineId,
  type Objective,
  type ObjectiveKind,
  type ObjectiveUnit,
  sequencesPerUnit,
  sequencesTogether,
  type SideModel,
  unitOf,
} from "../method/objective.ts";
import { trainableParameters } from "../method/trainable.ts";
import { totalParameters } from "../model/parameters.ts";
import { scalarTable } from "../model/scalar-head.ts";
import { type ObjectivePhase, objectiveStep, phaseSeconds } from "../time/objective.ts";
import type { Parameters, Seconds } from "../units.ts";
import { objectiveFlops, objectiveHardwareFlop, objectiveModelFlop } from "../work/objective.ts";
import type { Candidate, Posed } from "./candidate.ts";
import type { PlanRequest } from "./request.ts";

/** Sequences that one of a job's batch is, and one of its micro-batch: jobs count in pairs and prompts. */
export function jobUnits(objective: Objective | null): { readonly batch: number; readonly microBatch: number } {
  if (!objective) return { batch: 1, microBatch: 1 };
  return { batch: sequencesPerUnit(objective), microBatch: sequencesTogether(objective) };
}

/** FLOPs of a token that an objective adds to the policy's own: what MFU counts, and HFU. */
export function addedFlop(request: PlanRequest, { setup, steps }: Posed): { readonly model: number; readonly hardware: number } {
  const { objective, method } = request;
  if (!objective) return { model: 0, hardware: 0 };
  const list = objectiveFlops(setup.table, method, objective, { sequence: steps.sequence, recompute: setup.layout.recompute });
  return { model: objectiveModelFlop(list), hardware: objectiveHardwareFlop(list) };
}

/** Share of a step in which answers are written: nothing is padded there. */
export function rolloutShare({ setup, step }: Candidate): number {
  if (!setup.objective?.rollout) return 0;
  return phaseSeconds(objectiveStep(setup, setup.objective)).rollout / step;
}

/** Log-sd that generation adds to a step's: its constants are those of training. */
export function generationSigma(request: PlanRequest, candidate: Candidate): number {
  return rolloutShare(candidate) * sigmaOf(request.assumptions["generation-spread"].value);
}

/** Parameters of the models beside the policy: those to fetch, and those that are trained and saved with it. */
export function sideParameters({ objective, method }: PlanRequest): { readonly fetched: Parameters; readonly trained: Parameters } {
  const { rewardModel, valueModel } = objective?.rollout ?? { rewardModel: null, valueModel: null };
  const of = (side: SideModel | null): Parameters => (side ? totalParameters(scalarTable(side.architecture)) : 0);
  if (!valueModel) return { fetched: of(rewardModel), trained: 0 };
  const value = trainableParameters(scalarTable(valueModel.architecture), method);
  return { fetched: of(rewardModel) + of(valueModel), trained: value.trained + value.adapters };
}

/** A model that stands beside the policy. */
export interface SideModelResult {
  readonly role: "reference" | "reward" | "value";
  readonly name: string;
  readonly parameters: number;
  readonly trained: boolean;
  /** Per GPU, as it stands. */
  readonly bytes: number;
  /** Why none is needed, where none is. */
  readonly instead: "adapters-off" | "precomputed" | null;
}

/** How the answers of a round are written. */
export interface RolloutResult {
  readonly engine: EngineId;
  /** GPUs that only generate; 0: those that train. */
  readonly gpus: number;
  readonly copies: number;
  readonly gpusPerCopy: number;
  /** Answers that a copy writes in a round, and at a time. */
  readonly answersPerCopy: number;
  readonly answersAtATime: number;
  readonly promptTokens: number;
  readonly responseTokens: number;
  readonly maxResponseTokens: number;
  readonly decodeSteps: number;
  readonly secondsPerDecodeStep: number;
  /** Tokens written a second by all copies while they decode. */
  readonly tokensPerSecond: number;
  readonly cacheBytes: number;
  readonly updatesPerRound: number;
}

export interface ObjectiveResult {
  readonly kind: Exclude<ObjectiveKind, "sft">;
  /** What a step's batch is counted in, how many of them, and the sequences of each. */
  readonly unit: ObjectiveUnit;
  readonly perStep: number;
  readonly sequencesPerUnit: number;
  /** Of a micro-batch. */
  readonly perMicroBatch: number;
  readonly phases: Readonly<Record<ObjectivePhase, Seconds>>;
  readonly models: readonly SideModelResult[];
  readonly rollout: RolloutResult | null;
}

function models(request: PlanRequest, { setup }: Candidate, objective: Objective): readonly SideModelResult[] {
  const side = sideBytes(setup, "first");
  const list: SideModelResult[] = [];
  if (objective.reference !== "none") {
    const instead = objective.reference === "precomputed" ? "precomputed" : request.method.lora ? "adapters-off" : null;
    const parameters = totalParameters(setup.table);
    list.push({ role: "reference", name: request.model.name, parameters, trained: false, bytes: side.reference, instead });
  }
  const { rewardModel, valueModel } = objective.rollout ?? { rewardModel: null, valueModel: null };
  const add = (role: "reward" | "value", m: SideModel | null, bytes: number): void => {
    if (m)
      list.push({
        role,
        name: m.name,
        parameters: totalParameters(scalarTable(m.architecture)),
        trained: role === "value",
        bytes,
        instead: null,
      });
  };
  add("reward", rewardModel, side.reward);
  add("value", valueModel, side.value);
  return list;
}

function rolloutResult(candidate: Candidate, objective: Objective): RolloutResult | null {
  const { setup } = candidate;
  const { rollout: r } = objective;
  if (!r) return null;
  const space = rolloutSpace(setup, r);
  const { generation } = objectiveStep(setup, objective);
  const decode = generation?.decode ?? 0;
  return {
    engine: r.generation.engine,
    gpus: r.generation.gpus,
    copies: space.copies,
    gpusPerCopy: space.tp,
    answersPerCopy: space.sequences,
    answersAtATime: space.atOnce,
    promptTokens: r.promptTokens,
    responseTokens: r.responseTokens,
    maxResponseTokens: r.maxResponseTokens,
    decodeSteps: generation?.iterations ?? 0,
    secondsPerDecodeStep: generation?.iterationSeconds ?? 0,
    tokensPerSecond: decode > 0 ? (setup.batch.globalBatch * r.responseTokens) / decode : 0,
    cacheBytes: space.cache,
    updatesPerRound: r.updateEpochs * r.minibatches,
  };
}

/** What an objective does to a plan; null for the next token. */
export function objectiveResult(request: PlanRequest, candidate: Candidate): ObjectiveResult | null {
  const { objective } = request;
  if (!objective) return null;
  const { bench, setup } = candidate;
  return {
    kind: objective.kind,
    unit: unitOf(objective),
    perStep: bench.globalBatch / sequencesPerUnit(objective),
    sequencesPerUnit: sequencesPerUnit(objective),
    perMicroBatch: setup.layout.microBatch / sequencesTogether(objective),
    phases: phaseSeconds(objectiveStep(setup, objective)),
    models: models(request, candidate, objective),
    rollout: rolloutResult(candidate, objective),
  };
}
