import type { TensorTable } from "../../model/tensors.ts";
import { activeParameters, totalParameters } from "../../model/parameters.ts";
import type { Flop, Hours, KilogramsCo2e, Nats, Parameters, Seconds, Tokens, Usd } from "../../units.ts";
import { computeOptimalTokens, lossLaw, type LossLawId, tokensForLoss } from "./law.ts";
import { effectiveTokens, mostEffectiveTokens, tokensWorth } from "./repetition.ts";
import { servingOptimalTokens } from "./serving.ts";
import type { Transfer } from "./transfer.ts";

/** How the amount of training is decided. */
export type TokenGoal =
  | { readonly kind: "given" }
  | { readonly kind: "compute-optimal" }
  | { readonly kind: "serving-optimal"; readonly servingTokens: Tokens }
  | { readonly kind: "loss"; readonly loss: Nats }
  | { readonly kind: "flop"; readonly flop: Flop }
  /** All that the limits buy; which of them binds differs from machine to machine. */
  | {
      readonly kind: "most";
      readonly budget: Usd | null;
      readonly gpuHours: Hours | null;
      readonly deadline: Seconds | null;
      readonly carbon: KilogramsCo2e | null;
    };

/** What the training is for, and what its data is worth. */
export interface Target {
  readonly goal: TokenGoal;
  readonly law: LossLawId;
  /** Tokens that differ; null: as many as the data has, or as are trained. */
  readonly uniqueTokens: Tokens | null;
  /** Worth of a token over one of the law's own data: above 1 better data, below 1 harder or noisier. */
  readonly quality: number;
  /** Which measured transfer stands for the start from a pre-trained model; null: none is claimed. */
  readonly transfer: Transfer | null;
  /** Tokens that the model will serve, where the amount is decided by something else. */
  readonly served: Tokens | null;
}

export const AS_GIVEN: Target = { goal: { kind: "given" }, law: "besiroglu", uniqueTokens: null, quality: 1, transfer: null, served: null };

/** Parameters as the laws count them: those a token uses, with embeddings (Chinchilla) and without (StepLaw, Kaplan). */
export interface LawParameters {
  readonly all: Parameters;
  readonly inner: Parameters;
  /** All that are stored: more than `all` in a mixture of experts. */
  readonly stored: Parameters;
  /** Those without embeddings: what StepLaw's runs count, experts included. */
  readonly storedInner: Parameters;
}

export function lawParameters(table: TensorTable): LawParameters {
  const embeddings = table.embedding + (table.headStored ? table.embedding : 0);
  const [all, stored] = [activeParameters(table), totalParameters(table)];
  return { all, inner: Math.max(1, all - embeddings), stored, storedInner: Math.max(1, stored - embeddings) };
}

/** Tokens of the law's own fresh data that D tokens of this data are worth. */
export function worthOf(target: Target, d: Tokens, unique: Tokens | null = target.uniqueTokens): Tokens {
  return target.quality * (unique === null ? d : effectiveTokens(unique, d));
}

/** Tokens to train, or why no number of them does. */
export type GoalTokens =
  | { readonly kind: "tokens"; readonly tokens: Tokens }
  /** The size alone keeps the loss above: `floor` is what it tends to. */
  | { readonly kind: "too-small"; readonly floor: Nats }
  /** The unique tokens, however often they are passed, are worth `most` of the `needed`. */
  | { readonly kind: "too-few-unique"; readonly needed: Tokens; readonly most: Tokens };

function fresh(target: Target, n: Parameters): Tokens | null {
  const law = lossLaw(target.law);
  const { goal } = target;
  if (goal.kind === "loss") return tokensForLoss(law, n, goal.loss);
  return goal.kind === "serving-optimal" ? servingOptimalTokens(law, n, goal.servingTokens) : computeOptimalTokens(law, n);
}

/** Tokens that a goal asks for. Of goals that only a machine and its price can answer, those to begin the search with. */
export function goalTokens(target: Target, at: { readonly n: Parameters; readonly flopPerToken: Flop }): GoalTokens {
  const { goal, quality, uniqueTokens } = target;
  if (goal.kind === "flop") return { kind: "tokens", tokens: Math.max(1, goal.flop / at.flopPerToken) };
  const needed = fresh(target, at.n);
  if (needed === null) {
    const law = lossLaw(target.law);
    return { kind: "too-small", floor: law.e + law.a / at.n ** law.alpha };
  }
  const own = needed / quality;
  const tokens = uniqueTokens === null ? own : tokensWorth(uniqueTokens, own);
  if (tokens !== null) return { kind: "tokens", tokens };
  return { kind: "too-few-unique", needed: own, most: mostEffectiveTokens(uniqueTokens ?? 0) };
}
