import type { Setup } from "../layout/setup.ts";
import { trainedShare } from "../method/trainable.ts";
import type { Seconds } from "../units.ts";
import { norm4 } from "./norm.ts";
import { forwardLaunchSeconds } from "./pass.ts";
import { stepTerms, type StepTerms } from "./step.ts";

/** Of the traffic of sharded weights and micro-batch, one of its two gathers; the rest is the other and the reduction. */
const ONE_GATHER = 0.2;

type Term = keyof StepTerms;

/** Shares of a step's terms that its forward pass takes: matmuls 1 of 3 (1 of 2 where the weight is frozen), attention 1 of 3.5, memory traffic 1 of 3. */
function forwardShares(setup: Setup, adapters: boolean): Readonly<Partial<Record<Term, number>>> {
  const { method, table, attention } = setup;
  const share = trainedShare(method, table);
  const matmul = 1 / (1 + (method.lora ? 1 : 2 * share));
  const backward = method.lora ? 1 : share;
  const kernel = 1 / (1 + (attention === "eager" ? 2 : 2.5) * backward);
  return {
    matmul,
    experts: matmul,
    attention: kernel,
    scan: 1 / (1 + 2.5 * backward),
    elementwise: 1 / (1 + 2 * backward),
    head: 1 / 3,
    adapters: adapters ? 1 / 3 : 0,
    dequant: 1 / 2,
    routing: 1 / 3,
    tensorParallel: 1 / 2,
    contextParallel: 1 / 3,
    expertParallel: 1 / 2,
    sharding: ONE_GATHER,
  };
}

/**
 * Seconds of a forward pass alone over the sequences of a step, in its micro-batches: the operators of the step, each by its forward share, the host's
 * time by 1 of 2.6, the pipeline's bubble and the slowest rank in proportion. `adapters` false: they are switched off.
 * Neglected: no activations are kept, so larger micro-batches could be passed.
 */
export function forwardSeconds(setup: Setup, adapters: boolean): Seconds {
  const once: Setup = { ...setup, layout: { ...setup.layout, recompute: "none" } };
  const t = stepTerms(once);
  const shares = forwardShares(once, adapters);
  let forward = 0;
  let all = 0;
  for (const [id, share] of Object.entries(shares)) {
    forward += share * t[id as Term];
    all += t[id as Term];
  }
  const host = once.constants.overall * once.layout.gradAccum * forwardLaunchSeconds(once);
  const busy = norm4(forward, host);
  const bubble = all + t.launch > 0 ? (t.bubble * busy) / (all + t.launch) : 0;
  const rest = t.gradients + t.optimizer + t.offload + t.overhead;
  return (busy + bubble) * (1 + t.stragglers / (all + t.launch + t.bubble + rest));
}
