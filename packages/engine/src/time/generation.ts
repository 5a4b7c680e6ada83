import { replicas, type Setup } from "../layout/setup.ts";
import { groupPath, transferSeconds } from "../machine/path.ts";
import { peak16 } from "../machine/accelerator.ts";
import { computeBytes, isQuantised } from "../method/bytes.ts";
import type { Rollout } from "../method/objective.ts";
import { isShardedWeights } from "../layout/sharding.ts";
import { cacheBytes, cacheCuts } from "../memory/cache.ts";
import { FROZEN } from "../memory/models.ts";
import type { RolloutSpace } from "../memory/rollout.ts";
import type { TensorTable } from "../model/tensors.ts";
import { matmulParameters, totalParameters } from "../model/parameters.ts";
import { operatorFlops } from "../work/flops.ts";
import type { Bytes, Seconds } from "../units.ts";
import { norm4 } from "./norm.ts";
import { forwardLaunchSeconds } from "./pass.ts";

/** Seconds in which a round's answers are written, term by term. */
export interface GenerationTerms {
  /** New weights into the engine, or sharded ones gathered. */
  readonly sync: Seconds;
  readonly prefill: Seconds;
  readonly decode: Seconds;
  /** Decoding steps of a copy, and seconds of one. */
  readonly iterations: number;
  readonly iterationSeconds: Seconds;
}

/**
 * Weights that a decoding step of `tokens` answers reads: all that is dense, and of each layer's experts those that any of them is routed to,
 * E (1 - (1 - k/E)^c) when routing is even. `linear` and `rest`: bytes of what a base may be quantised in, and of the others.
 */
export function decodedBytes(table: TensorTable, tokens: number, at: { linear: Bytes; rest: Bytes }): Bytes {
  let bytes = table.head ? at.rest * table.head.in * table.head.out : 0;
  for (const g of table.groups) {
    if (g.mtp) continue;
    for (const l of g.linears) {
      const read = l.expert ? l.copies * (1 - (1 - l.active / l.copies) ** tokens) : l.copies;
      bytes += g.count * at.linear * read * l.in * l.out;
    }
  }
  return bytes;
}

/** Steps that decode all answers: a static batch runs until its longest ends, a batch that is refilled until all are written, and never less than the longest. */
export function decodeIterations(r: Rollout, space: RolloutSpace): number {
  const { responseTokens: mean, maxResponseTokens: most } = r;
  if (r.generation.engine === "hf") {
    const waves = Math.ceil(space.sequences / space.atOnce);
    return waves * (mean + (most - mean) * (1 - 1 / space.atOnce));
  }
  return Math.max(most, (space.sequences * mean) / space.atOnce);
}

/** Answers that a mean decoding step advances: all of a static batch, of which those that ended go on as padding; of a refilled one those still open. */
function activeAnswers(r: Rollout, space: RolloutSpace): number {
  if (r.generation.engine === "hf") return space.atOnce;
  return (space.sequences * r.responseTokens) / decodeIterations(r, space);
}

/** Bytes read of a base parameter: as it is stored for 16 bits, with its de-quantisation for fewer. */
function readWidth(setup: Setup, engine: "hf" | "vllm"): { readonly linear: Bytes; readonly rest: Bytes } {
  const width = computeBytes(setup.precision);
  const quantised = engine === "hf" && setup.method.lora !== null && isQuantised(setup.method.base);
  return { linear: quantised ? setup.constants.dequantBytes + width : width, rest: width };
}

/**
 * One decoding step: weights and cache read once, at the share of bandwidth that matmuls reach, plus the arithmetic of as many tokens as answers are
 * written at a time; the host launches layer by layer in the trainer's own `generate` and not at all in vLLM's graphs, whose scheduling is a fixed time;
 * two all-reduces a layer where a copy is cut.
 * Source: Pope et al. 2022, 2211.05102 sections 2.1 and 3; shares fitted to training, not to generation.
 */
export function decodeStepSeconds(setup: Setup, r: Rollout, space: RolloutSpace): Seconds {
  const { table, constants, cluster } = setup;
  const { engine, stepSeconds } = r.generation;
  const { tp } = space;
  const active = activeAnswers(r, space);
  const card = cluster.accelerator;
  const context = r.promptTokens + r.responseTokens / 2;
  const weights = decodedBytes(table, active, readWidth(setup, engine)) / tp;
  const cache = (active * cacheBytes(table, engine, context)) / cacheCuts(table, engine, tp);
  const peak = peak16(card) ?? card.peak.fp32 ?? 0;
  const flop = (2 * active * matmulParameters(table)) / tp;
  const gpu = (weights + cache) / (constants.bandwidth * card.bandwidth) + flop / (constants.matmul * peak);
  const layers = table.groups.reduce((n, g) => n + (g.mtp ? 0 : g.count), 0);
  const exchange = tp > 1 ? 2 * layers * constants.collectiveLatency * Math.log2(tp) : 0;
  if (engine === "vllm") return gpu + exchange + stepSeconds;
  const host = forwardLaunchSeconds({ ...setup, layout: { ...setup.layout, pp: 1 } });
  return norm4(gpu, host) + exchange;
}

/** Prompts pass once each in the trainer, once for all their answers in vLLM, at the rate of training's matmuls. */
function prefillSeconds(setup: Setup, r: Rollout, space: RolloutSpace): Seconds {
  const { constants, cluster, table } = setup;
  const peak = peak16(cluster.accelerator) ?? cluster.accelerator.peak.fp32 ?? 0;
  const shared = r.generation.engine === "vllm" ? r.samplesPerPrompt : 1;
  let flop = 0;
  for (const o of operatorFlops(table, FROZEN, { sequence: r.promptTokens, recompute: "none", counting: "half" }))
    if (o.id !== "head") flop += o.forward;
  return ((space.sequences / shared) * r.promptTokens * flop) / (constants.matmul * peak * space.tp);
}

/** Weights on their way to what generates: gathered over the ranks that shard them, or sent over the network to GPUs of their own; from the host where they slept. */
function syncSeconds(setup: Setup, r: Rollout, space: RolloutSpace): Seconds {
  const { layout, constants, cluster, table } = setup;
  const bytes = (2 * totalParameters(table)) / space.tp;
  const { engine, sleeps } = r.generation;
  const shares = { linkShare: constants.fsdpLink, networkShare: constants.network };
  const group = replicas(layout) * layout.tp * layout.pp;
  const scattered = isShardedWeights(layout) || (engine === "vllm" && group > 1);
  const gathered = scattered ? transferSeconds(groupPath(cluster, 1, cluster.gpus), { bytes, ...shares }) : 0;
  if (engine === "hf") return isShardedWeights(layout) ? gathered : 0;
  const { inter, intra, gpus } = cluster.node;
  const beside = cluster.gpus + r.generation.gpus <= gpus;
  const rate = beside ? constants.fsdpLink * (intra?.rate ?? 0) : constants.network * (inter?.rate ?? 0);
  const pcie = 0.8 * (cluster.accelerator.pcie ?? cluster.accelerator.bandwidth);
  if (space.apart) return gathered + bytes / (rate > 0 ? rate : pcie);
  const awake = sleeps ? bytes / pcie : 0;
  return gathered + awake + (2 * bytes) / (constants.bandwidth * cluster.accelerator.bandwidth);
}

export function generationTerms(setup: Setup, r: Rollout, space: RolloutSpace): GenerationTerms {
  const iterations = decodeIterations(r, space);
  const iterationSeconds = decodeStepSeconds(setup, r, space);
  return {
    sync: syncSeconds(setup, r, space),
    prefill: prefillSeconds(setup, r, space),
    decode: iterations * iterationSeconds,
    iterations,
    iterationSeconds,
  };
}
