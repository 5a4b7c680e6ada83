import { localParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import type { Objective } from "../method/objective.ts";
import type { Bytes } from "../units.ts";
import { peakMemory } from "./memory.ts";
import { sideBytes, valueSetup } from "./models.ts";
import { type MemoryTerms, type Peak, phaseBytes, type Reading, totalBytes } from "./phases.ts";
import { type RolloutSpace, rolloutSpace } from "./rollout.ts";
import { staticBytes } from "./static.ts";

/** What the value model adds to the policy's peak: all of its training in one backward pass (TRL), or what stands of it while the policy trains, and the other way round. */
function valueBytes(setup: Setup, own: Peak, standing: Bytes): Bytes {
  const value = setup.objective?.rollout?.valueModel;
  if (!value) return 0;
  const phases = phaseBytes(peakMemory(valueSetup(setup, value), "allocated"));
  const policy = phaseBytes(own);
  const highest = Math.max(...policy);
  if (setup.stack.jointValue) return phases[policy.indexOf(highest)] ?? 0;
  const s = staticBytes(setup, localParameters(setup.table, setup.method, setup.layout, "first"));
  return Math.max(standing, s.weights + s.master + s.casts + s.optimizer + Math.max(...phases) - highest);
}

/** Terms while answers are written: what stands, what generates, and the allocator's share of what comes and goes. */
function rolloutTerms(setup: Setup, own: Peak, at: { models: Bytes; space: RolloutSpace; reading: Reading }): MemoryTerms {
  const { stack, constants, layout } = setup;
  const { space } = at;
  const s = staticBytes(setup, localParameters(setup.table, setup.method, layout, "first"));
  const own16 = setup.objective?.rollout?.generation.engine === "hf";
  const loose = own16 && at.reading !== "allocated" ? constants.slack * (stack.allocator.fixed - 1) : 0;
  return {
    weights: s.weights,
    master: s.master,
    casts: s.casts,
    gradients: 0,
    optimizer: s.optimizer,
    activations: 0,
    logits: 0,
    gathered: own16 ? space.weights : 0,
    buffers: 0,
    slack: loose * (space.weights + space.cache) + constants.context * stack.allocator.constant,
    context: own.terms.context,
    models: at.models,
    cache: own16 ? space.cache : space.weights + space.cache,
  };
}

/** What generation keeps on a training card while the policy trains. */
function resident(objective: Objective, space: RolloutSpace | null): Bytes {
  const generation = objective.rollout?.generation;
  if (!space || !generation || generation.engine === "hf" || generation.sleeps || space.apart) return 0;
  return space.weights + space.cache;
}

/**
 * The peak of the policy's training with the models that the objective puts beside it, or that of writing answers where it is higher. GPUs that only
 * generate need room for the weights and one answer. The reference passes forward while the policy's graph waits for its backward pass, with 4 of
 * the 8 bytes around the loss alive: its own logits stay below the peak.
 * Neglected: scoring passes keep no activations and stay below the training of the same micro-batch.
 */
export function wholePeak(setup: Setup, reading: Reading = "device"): Peak {
  const { objective } = setup;
  const own = peakMemory(setup, reading);
  if (!objective) return own;
  const side = sideBytes(setup, "first");
  const space = objective.rollout && rolloutSpace(setup, objective.rollout);
  const frozen = side.reference + side.reward;
  const value = valueBytes(setup, own, side.value);
  const kept = resident(objective, space);
  const training: MemoryTerms = { ...own.terms, models: frozen + value, cache: kept };
  const phases = phaseBytes(own).map((bytes) => bytes + frozen + value + kept);
  const hosted = own.hosted + side.hosted;
  const peak: Peak = { ...own, terms: training, total: own.total + frozen + value + kept, phases, hosted, reserved: kept };
  if (!space) return peak;
  if (space.apart) return apartPeak(peak, space);
  const terms = rolloutTerms(setup, own, { models: frozen + side.value, space, reading });
  const bytes = totalBytes(terms);
  const all = [...phases, bytes - terms.slack - terms.context];
  if (bytes <= peak.total) return { ...peak, phases: all };
  const reserved = objective.rollout?.generation.engine === "vllm" ? space.weights + space.cache : 0;
  return { ...peak, terms, total: bytes, phase: "rollout", phases: all, reserved };
}

/** Of training cards and those that only generate, the fuller. What vLLM fills with its cache is what it has left: its weights and one answer must fit. */
function apartPeak(training: Peak, space: RolloutSpace): Peak {
  const bytes = space.least;
  const phases = [...phaseBytes(training), bytes];
  if (bytes <= training.total) return { ...training, phases };
  const none = Object.fromEntries(Object.keys(training.terms).map((key) => [key, 0])) as Record<keyof MemoryTerms, number>;
  return { ...training, terms: { ...none, cache: bytes }, total: bytes, phase: "rollout", phases, reserved: 0 };
}
