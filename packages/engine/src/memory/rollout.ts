import { localParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import { isShardedWeights } from "../layout/sharding.ts";
import { computeBytes, isQuantised, storedBytes } from "../method/bytes.ts";
import type { Generation, Rollout } from "../method/objective.ts";
import { totalParameters } from "../model/parameters.ts";
import type { Bytes, Sequences } from "../units.ts";
import { activationBytes } from "./activations.ts";
import { cacheBytes, cacheCuts } from "./cache.ts";
import { sideBytes } from "./models.ts";
import { staticBytes } from "./static.ts";
import { gatheredBytes, logitsBytes } from "./transients.ts";

/** How a round's answers lie on the cards that write them. */
export interface RolloutSpace {
  /** Copies of the policy that generate, GPUs of each, and answers that each writes in a round and at a time. */
  readonly copies: number;
  readonly tp: number;
  readonly sequences: Sequences;
  readonly atOnce: Sequences;
  /** Per GPU: weights beside those that train, and keys and values. */
  readonly weights: Bytes;
  readonly cache: Bytes;
  /** Of these what must fit: weights and one whole answer. */
  readonly least: Bytes;
  /** On GPUs of their own: nothing of it stands where the policy trains. */
  readonly apart: boolean;
}

/** Of a card, what a batch of `generate` may fill, so that it fits with some certainty. */
const FILLED = 0.75;
/** Of vLLM's share, what its own activations and graphs take. */
const WORKSPACE: Bytes = 1e9;
/** Of vLLM's share, what weights may take before they are cut. */
const WEIGHTS_SHARE = 0.6;

/** What stands on a card while answers are written, and what comes and goes when the policy trains: its room is free while it doesn't. */
function standingBytes(setup: Setup): { readonly standing: Bytes; readonly passing: Bytes } {
  const p = localParameters(setup.table, setup.method, setup.layout, "first");
  const s = staticBytes(setup, p);
  const side = sideBytes(setup, "first");
  const passing = Math.max(s.gradients, activationBytes(setup, "first").kept + logitsBytes(setup)) + gatheredBytes(setup, p);
  return { standing: s.weights + s.master + s.casts + s.optimizer + side.reference + side.reward + side.value, passing };
}

function contextBytes(setup: Setup): Bytes {
  const { context, allocator } = setup.stack;
  return setup.constants.context * ((setup.cluster.gpus > 1 ? context.multi : context.single) + allocator.constant);
}

/**
 * `generate` of the trainer: the policy's own ranks, a batch at a time. Sharded weights are gathered before it (TRL, ds3_gather_for_generation), whole
 * on each rank or, where the stack can, over as few as hold them. Answers may fill what training takes, and the card up to where it still fits surely.
 */
function byTrainer(setup: Setup, r: Rollout): RolloutSpace {
  const { layout, table, method, batch, cluster } = setup;
  const { generation: g } = r;
  const p = localParameters(table, method, layout, "first");
  const width = computeBytes(setup.precision);
  const linear = method.lora && isQuantised(method.base) ? storedBytes(method.base) : width;
  const whole = isShardedWeights(layout) ? linear * (p.linear + p.experts) + width * (p.rest + p.embedding + p.head) : 0;
  const { standing, passing } = standingBytes(setup);
  const free = FILLED * cluster.accelerator.memory - contextBytes(setup) - standing;
  let cut = 1;
  if (setup.stack.cutsGeneration) while (2 * cut <= layout.dp && cut < cluster.node.gpus && whole / cut > free / 2) cut *= 2;
  const weights = whole / cut;
  const tp = layout.tp * cut;
  const each = cacheBytes(table, "hf", r.promptTokens + r.maxResponseTokens) / cacheCuts(table, "hf", tp) / layout.pp;
  const copies = layout.dp / cut;
  const sequences = Math.max(1, batch.globalBatch / copies);
  const fit = Math.max(1, Math.floor((Math.max(free, passing) - weights) / each));
  const atOnce = Math.min(sequences, g.batch ?? Math.min(fit, g.mostAtOnce * cut));
  return { copies, tp, sequences, atOnce, weights, cache: atOnce * each, least: weights + each, apart: false };
}

/** The fewest GPUs that hold a copy in vLLM's share, in powers of two, over several nodes where one isn't enough. */
function engineTp(g: Generation, at: { weights: Bytes; share: Bytes; gpus: number; heads: number }): number {
  if (g.tp !== null) return Math.min(g.tp, at.gpus);
  let tp = 1;
  while (2 * tp <= at.gpus && (at.heads === 0 || at.heads % (2 * tp) === 0) && at.weights / tp > WEIGHTS_SHARE * at.share) tp *= 2;
  return tp;
}

/**
 * vLLM: a copy of the weights in 16 bits and the rest of its share for keys and values, of which at least one whole answer must fit. As many answers at
 * a time as their mean length leaves room for: pages are given as answers grow.
 * Source: Kwon et al. 2023, 2309.06180; TRL, vllm_gpu_memory_utilization (0.3 beside training, 0.9 on GPUs of its own).
 */
function byEngine(setup: Setup, r: Rollout): RolloutSpace {
  const { table, cluster, batch } = setup;
  const { generation: g } = r;
  const apart = g.gpus > 0;
  const gpus = apart ? g.gpus : cluster.gpus;
  const share = g.memoryShare * cluster.accelerator.memory;
  const whole = 2 * totalParameters(table);
  const tp = engineTp(g, { weights: whole, share, gpus, heads: table.architecture.heads });
  const cut = cacheCuts(table, "vllm", tp);
  const weights = whole / tp;
  const longest = cacheBytes(table, "vllm", r.promptTokens + r.maxResponseTokens) / cut;
  const mean = cacheBytes(table, "vllm", r.promptTokens + r.responseTokens / 2) / cut;
  const cache = Math.max(share - weights - WORKSPACE, longest);
  const copies = Math.max(1, Math.floor(gpus / tp));
  const sequences = Math.max(1, batch.globalBatch / copies);
  const atOnce = Math.max(1, Math.min(sequences, g.batch ?? g.mostAtOnce, Math.floor(cache / mean)));
  return { copies, tp, sequences, atOnce, weights: weights + WORKSPACE, cache, least: weights + WORKSPACE + longest, apart };
}

export function rolloutSpace(setup: Setup, rollout: Rollout): RolloutSpace {
  return rollout.generation.engine === "hf" ? byTrainer(setup, rollout) : byEngine(setup, rollout);
}
