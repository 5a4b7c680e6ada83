import {
  computeOptimalTokens,
  goalTokens,
  lawParameters,
  lossLaw,
  type Method,
  modelFlop,
  type ModelRef,
  operatorFlops,
  shortCount,
  type Target,
  tensorTable,
  type TokenGoal,
  type Work,
} from "@outlay/engine";
import type { Notes } from "./notes.ts";
import type { Job } from "./schema.ts";

function goalOf(job: Job): TokenGoal {
  const goal = job.goal ?? {};
  if (goal.maximise !== undefined)
    return {
      kind: "most",
      budget: goal.budget ?? null,
      gpuHours: goal.gpuHours ?? null,
      deadline: goal.deadline ?? null,
      carbon: goal.carbon ?? null,
    };
  if (goal.loss !== undefined) return { kind: "loss", loss: goal.loss };
  if (goal.flop !== undefined) return { kind: "flop", flop: goal.flop };
  if (goal.tokens !== undefined) return { kind: goal.tokens };
  const { file, tokens, samples, steps } = job.data ?? {};
  const amount = file ?? tokens ?? samples ?? steps;
  // Beside an amount it is what this one is compared with; alone it decides.
  if (goal.servingTokens !== undefined && amount === undefined) return { kind: "serving-optimal", servingTokens: goal.servingTokens };
  return { kind: "given" };
}

/** Where each goal stands in the job. */
const PATHS: Readonly<Record<Exclude<TokenGoal["kind"], "given">, string>> = {
  "compute-optimal": "goal.tokens",
  "serving-optimal": "goal.servingTokens",
  loss: "goal.loss",
  flop: "goal.flop",
  most: "goal.maximise",
};

/** What a job aims at: how the amount is decided, by which law, and what its data is worth. */
export function targetOf(job: Job, method: Method, notes: Notes): Target {
  const goal = goalOf(job);
  const scratch = method.kind === "pretrain";
  if (!scratch && (goal.kind === "compute-optimal" || goal.kind === "serving-optimal" || goal.kind === "loss"))
    notes.error("job.only-for-pretraining", PATHS[goal.kind], { method: method.kind });
  if (!scratch && goal.kind !== "serving-optimal" && job.goal?.servingTokens !== undefined)
    notes.warn("job.no-effect", "goal.servingTokens", { other: "method.kind: pretrain" });
  if (!scratch && job.goal?.law !== undefined) notes.warn("job.no-effect", "goal.law", { other: "method.kind: pretrain" });
  if (scratch && job.data?.transfer !== undefined)
    notes.warn("job.no-effect", "data.transfer", { other: "method.kind: continue, full, lora" });
  return {
    goal,
    law: job.goal?.law ?? "besiroglu",
    uniqueTokens: job.data?.uniqueTokens ?? null,
    quality: job.data?.quality ?? 1,
    transfer: job.data?.transfer ?? null,
    served: goal.kind === "serving-optimal" ? null : (job.goal?.servingTokens ?? null),
  };
}

/** Tokens that the search of a fine-tune begins with where a limit decides how many it is. */
const FIRST_GUESS = 1e8;

type Amount = Pick<Work, "amount" | "source">;
const amountOf = (tokens: number, source: string): Amount => ({ amount: { kind: "tokens", tokens, epochs: 1 }, source });

/** The amount that a goal asks for; null with an error told where none reaches it. */
export function goalAmount(
  target: Target,
  at: { readonly model: ModelRef; readonly method: Method; readonly sequence: number },
  notes: Notes,
): Amount | null {
  const { goal, law } = target;
  if (goal.kind === "given") return null;
  const table = tensorTable(at.model.architecture);
  const n = lawParameters(table).all;
  if (goal.kind === "most") {
    const tokens = at.method.kind === "pretrain" ? computeOptimalTokens(lossLaw(law), n) : FIRST_GUESS;
    return amountOf(tokens, "all that the limits of the job buy");
  }
  const operators = operatorFlops(table, at.method, { sequence: at.sequence, recompute: "none", counting: "half" });
  const found = goalTokens(target, { n, flopPerToken: modelFlop(operators) });
  if (found.kind === "too-small") {
    notes.error("job.loss-unreachable", "goal.loss", { value: goal.kind === "loss" ? goal.loss : 0, floor: found.floor.toFixed(3), law });
    return null;
  }
  if (found.kind === "too-few-unique") {
    notes.error("job.too-few-unique", "data.uniqueTokens", { needed: shortCount(found.needed), most: shortCount(found.most) });
    return null;
  }
  notes.assume("data.tokens", shortCount(found.tokens), goal.kind === "flop" ? "goal-flop" : `goal-${goal.kind}`);
  return amountOf(found.tokens, goal.kind === "flop" ? "FLOPs of the job" : lossLaw(law).source);
}
