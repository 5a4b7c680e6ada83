import type { Generation, Objective, Rollout } from "../method/objective.ts";
import { hasEngine } from "../method/stack.ts";
import type { PlanRequest } from "./request.ts";
import type { Variant } from "./variant.ts";

function withObjective(request: PlanRequest, objective: Objective): PlanRequest {
  return { ...request, objective };
}

function withGeneration(request: PlanRequest, at: { objective: Objective; rollout: Rollout }, change: Partial<Generation>): PlanRequest {
  const { objective, rollout } = at;
  const generation = { ...rollout.generation, ...change };
  return withObjective(request, { ...objective, rollout: { ...rollout, generation } });
}

/** A reference passed once before the training: it leaves the memory of a full fine-tune, and of several epochs all passes but one. */
function precomputed(request: PlanRequest): readonly Variant[] {
  const { objective } = request;
  if (objective?.reference !== "online" || objective.rollout || objective.kind === "kto") return [];
  const changed = withObjective(request, { ...objective, reference: "precomputed" });
  return [{ path: "objective.referencePrecomputed", from: "false", to: "true", request: changed }];
}

/** vLLM's share of a card beside the training, as small as is usual. */
const SMALL_SHARE = 0.2;

/** Ways to make an objective fit. */
export function lighterObjectives(request: PlanRequest): readonly Variant[] {
  const { objective } = request;
  const list: Variant[] = [...precomputed(request)];
  const rollout = objective?.rollout;
  if (!objective || !rollout) return list;
  const at = { objective, rollout };
  const { generation: g } = rollout;
  const beside = g.engine === "vllm" && g.gpus === 0;
  if (beside && !g.sleeps)
    list.push({ path: "objective.generation.sleep", from: "false", to: "true", request: withGeneration(request, at, { sleeps: true }) });
  if (beside && g.memoryShare > SMALL_SHARE)
    list.push({
      path: "objective.generation.memory",
      from: String(g.memoryShare),
      to: String(SMALL_SHARE),
      request: withGeneration(request, at, { memoryShare: SMALL_SHARE }),
    });
  if (g.batch !== null && g.batch > 1)
    list.push({
      path: "objective.generation.batch",
      from: String(g.batch),
      to: String(Math.floor(g.batch / 2)),
      request: withGeneration(request, at, { batch: Math.floor(g.batch / 2) }),
    });
  return list;
}

/** Ways to make it faster. */
export function fasterObjectives(request: PlanRequest): readonly Variant[] {
  const { objective } = request;
  const list: Variant[] = [...precomputed(request)];
  const rollout = objective?.rollout;
  if (!objective || !rollout) return list;
  const { generation: g } = rollout;
  if (g.engine === "hf" && request.stacks.some((s) => hasEngine(s, objective.kind, "vllm", 0)))
    list.push({
      path: "objective.generation.engine",
      from: "hf",
      to: "vllm",
      request: withGeneration(
        request,
        { objective, rollout },
        {
          engine: "vllm",
          stepSeconds: request.assumptions["engine-step-seconds"].value,
          mostAtOnce: request.assumptions["engine-answers-at-once"].value,
        },
      ),
    });
  return list;
}
