import type { Figure } from "../quantity.ts";
import { batchCost, noiseScale } from "../run/recipe/batch-cost.ts";
import { horizonFactor, WSD } from "../run/recipe/schedule.ts";
import { KAPLAN, kaplanCriticalBatch, kaplanLoss, overfittingSteps } from "../run/target/kaplan.ts";
import { type LossLaw, lossOf } from "../run/target/law.ts";
import { QUANTISING, QUANTISING_MOST, quantisationLoss } from "../run/target/precision.ts";
import { SERVING, servingOptimal } from "../run/target/serving.ts";
import type { LawParameters } from "../run/target/target.ts";
import type { Tokens } from "../units.ts";
import type { HorizonsResult, QuantisedResult, ServingResult } from "./learning-result.ts";
import type { PlanRequest } from "./request.ts";

/** A model trained from scratch, as laws see it. */
export interface Trained {
  readonly law: LossLaw;
  readonly n: LawParameters;
  /** Tokens trained, and what they are worth. */
  readonly d: Tokens;
  readonly worth: Tokens;
}

const BITS = [8, 4] as const;

/** What storing the trained weights in fewer bits adds to the loss. */
export function quantisedResult({ n, d }: Trained): QuantisedResult {
  return {
    losses: BITS.map((bits) => ({ bits, nats: quantisationLoss(n.all, d, bits) })),
    extrapolated: n.all > QUANTISING_MOST.parameters || d > QUANTISING_MOST.tokens,
    why: { formula: "0.0598 e^(-bits/0.5907) D^0.5068 / N^0.3439", inputs: { N: n.all, D: d }, source: QUANTISING },
  };
}

/** The size and tokens that train and serve so many tokens at this run's loss with the least compute, beside this run. */
export function servingResult(request: PlanRequest, { law, n, worth }: Trained): ServingResult | null {
  const { served } = request.target;
  if (served === null) return null;
  const loss = lossOf(law, n.all, worth);
  const best = servingOptimal(law, loss, served);
  if (!best) return null;
  const here = 6 * n.all * worth + 2 * n.all * served;
  return {
    parameters: best.parameters,
    tokens: best.tokens,
    computeShare: best.flop / here,
    why: {
      formula: "least 6ND + 2N D_served at one loss",
      inputs: { loss, served, N: n.all, D: worth },
      source: `${SERVING}; ${law.source}`,
    },
  };
}

/** The step before which over-fitting isn't expected, at the plan's batch; null where no token comes twice. */
export function overfittingFigure({ n, d }: Trained, at: { readonly unique: Tokens | null; readonly batch: Tokens }): Figure | null {
  const { unique } = at;
  if (unique === null || d <= unique * 1.001) return null;
  const critical = kaplanCriticalBatch(kaplanLoss(n.inner, unique));
  const least = overfittingSteps(n.inner, unique);
  return {
    value: least * batchCost(at.batch, critical).steps,
    why: {
      formula: "S_c / [L(N,U) - L(N,inf)]^(1/0.76) x (1 + B_crit/B)",
      inputs: { N: n.inner, U: unique, batch: at.batch, critical },
      source: `${KAPLAN} equations 5.7 and 5.1`,
    },
  };
}

/** Tokens to have models of half and a quarter of the run's length too, over the run alone. */
export function horizonsResult(d: Tokens): HorizonsResult {
  const horizons = [d / 4, d / 2, d];
  return { cosine: horizonFactor("cosine", horizons), wsd: horizonFactor("wsd", horizons), source: WSD };
}

/** The critical batch that the job's own gradients show; null without two norms of them. */
export function measuredCritical(request: PlanRequest, sequence: Tokens): Figure | null {
  const [one, two] = request.recipe.gradients;
  if (!one || !two) return null;
  const { gradient, noise, scale } = noiseScale(one, two);
  return {
    value: scale * sequence,
    why: {
      formula: "tr(Sigma) / |G|^2 x sequence",
      inputs: { gradient, noise, sequence },
      source: "McCandlish et al. 2018, 1812.06162 appendix A.1; gradient norms of the job",
    },
  };
}
