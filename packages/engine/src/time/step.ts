import { localParameters } from "../layout/local.ts";
import { type Layout, recomputedShare, stageLayers } from "../layout/layout.ts";
import { replicas, type Setup } from "../layout/setup.ts";
import type { Constants } from "../machine/calibration.ts";
import type { Cluster } from "../machine/cluster.ts";
import { groupPath } from "../machine/path.ts";
import type { Seconds } from "../units.ts";
import { reductions } from "./communication.ts";
import { norm4 } from "./norm.ts";
import { type Pass, passOf } from "./pass.ts";
import { type RankSeconds, rankSeconds } from "./rank.ts";

/** Seconds of one optimizer step, term by term; the terms sum to the step. */
export interface StepTerms {
  readonly matmul: Seconds;
  readonly experts: Seconds;
  readonly attention: Seconds;
  readonly scan: Seconds;
  readonly elementwise: Seconds;
  readonly head: Seconds;
  readonly adapters: Seconds;
  readonly dequant: Seconds;
  readonly routing: Seconds;
  /** Host time that the GPU waits for. */
  readonly launch: Seconds;
  readonly tensorParallel: Seconds;
  readonly contextParallel: Seconds;
  readonly expertParallel: Seconds;
  readonly sharding: Seconds;
  readonly bubble: Seconds;
  readonly gradients: Seconds;
  readonly optimizer: Seconds;
  readonly offload: Seconds;
  readonly input: Seconds;
  readonly overhead: Seconds;
  /** The slowest of many ranks. */
  readonly stragglers: Seconds;
}

/** What the head adds to the last stage beyond the others' layers: uneven pipelines give it fewer. */
function headOnStage(pass: Pass, constants: Constants, { pp, full }: { pp: number; full: number }): Seconds {
  if (pp <= 1) return pass.head;
  const last = pass.layers - (pp - 1) * full;
  return Math.max(0, constants.headOnLastStage * pass.head - (full - last) * (pass.work / pass.layers));
}

/** The host runs ahead until it is the slower: a smooth maximum (4-norm), not a sum. Returns what it adds to the GPU's time. */
function hostWait(gpu: Seconds, host: Seconds): Seconds {
  return norm4(gpu, host) - gpu;
}

/** Optimizer state on the host: gradients down and weights up over PCIe (4 B), a host-side step of 28 B per parameter at 100 GB/s per GPU's share. */
function offloadSeconds(setup: Setup, rank: RankSeconds, onStage: number): Seconds {
  const { layout, cluster } = setup;
  const { parameters: p, owned } = rank;
  if (layout.offload === "none") return 0;
  const pcie = 0.8 * (cluster.accelerator.pcie ?? 0);
  const perGpu = 100e9 / Math.min(cluster.node.gpus, cluster.gpus);
  const step = (4 * owned) / pcie + (28 * owned) / perGpu;
  if (layout.offload === "optimizer") return step;
  const gathers = 2 + recomputedShare(layout, onStage);
  return step + (layout.gradAccum * gathers * 2 * (p.linear + p.experts + p.embedding + p.head)) / pcie;
}

/** Tokenised text is 4 B a token: read at 200 MB/s a node with prefetch, only what exceeds the step is seen. */
function inputSeconds(setup: Setup, step: Seconds): Seconds {
  const nodes = Math.max(1, setup.cluster.nodes);
  return Math.max(0, (4 * setup.batch.globalBatch * setup.batch.sequence) / (200e6 * nodes) - step);
}

/** Slowest rank and shared network: grows slowly with the number of GPUs. Source: fitted, 2-4 % at 512 GPUs, 4-7 % at 8,000. */
export function sizeFactor(constants: Constants, cluster: Cluster): number {
  return cluster.gpus > 8 ? Math.exp(constants.scale * Math.log(cluster.gpus / 8)) : 1;
}

/** Kernels are launched layer by layer: 2.6 forward-equivalents, one more where a layer is run again. */
function hostSeconds(pass: Pass, layers: number, again: number): Seconds {
  return pass.launch * layers * (2.6 + again);
}

/** What layouts share of a step, worked out by whoever estimates many of them. */
export interface StepShares {
  readonly pass: Pass;
  readonly rank: RankSeconds;
}

function sharesOf(setup: Setup): StepShares {
  return { pass: passOf(setup), rank: rankSeconds(setup, localParameters(setup.table, setup.method, setup.layout, "first")) };
}

/**
 * One optimizer step: m micro-batches through the fullest stage, which holds the head; the bubble, in which the other stages' layers run once; the
 * exposed rest of communication; the optimizer. Activations across pipeline boundaries are small against a stage's work and overlapped: neglected
 * (< 1 %).
 * Every term is seconds of wall time on the critical path; they sum to the step.
 */
export function stepTerms(setup: Setup, shares: StepShares = sharesOf(setup)): StepTerms {
  const { pass } = shares;
  const { constants, cluster } = setup;
  const { onStage, share, head, sharding, wait, bubble, gradients, state, offload, plain } = criticalPath(setup, shares);
  const k = constants.overall;
  const m = setup.layout.gradAccum;
  const scaled = k * m * share;
  return {
    matmul: scaled * pass.matmul,
    experts: scaled * pass.experts,
    attention: scaled * pass.attention,
    scan: scaled * pass.scan,
    elementwise: scaled * pass.elementwise,
    head: k * m * head,
    adapters: scaled * pass.adapters,
    dequant: scaled * pass.dequant,
    routing: scaled * pass.routing,
    launch: k * m * wait,
    tensorParallel: k * m * onStage * pass.tensorParallel,
    contextParallel: scaled * pass.ring,
    expertParallel: scaled * pass.allToAll,
    sharding: k * m * sharding,
    bubble: k * bubble,
    gradients: k * gradients,
    optimizer: state,
    offload,
    input: inputSeconds(setup, plain),
    overhead: constants.stepOverhead,
    stragglers: (sizeFactor(constants, cluster) - 1) * plain,
  };
}

/** What `stepTerms` sum to. */
export function trainingSeconds(setup: Setup, shares: StepShares = sharesOf(setup)): Seconds {
  const { plain } = criticalPath(setup, shares);
  return sizeFactor(setup.constants, setup.cluster) * plain + inputSeconds(setup, plain);
}

/** Seconds on the critical path of a step: parts of a micro-batch on the fullest stage, and of the step; `plain` is all of it but stragglers and input. */
interface CriticalPath {
  readonly onStage: number;
  readonly share: number;
  readonly head: Seconds;
  readonly sharding: Seconds;
  readonly wait: Seconds;
  readonly bubble: Seconds;
  readonly gradients: Seconds;
  readonly state: Seconds;
  readonly offload: Seconds;
  readonly plain: Seconds;
}

function criticalPath(setup: Setup, { pass, rank }: StepShares): CriticalPath {
  const { layout, constants } = setup;
  const onStage = stageLayers(pass.layers, layout.pp);
  const share = onStage / pass.layers;
  const work = share * pass.work;
  const head = headOnStage(pass, constants, { pp: layout.pp, full: onStage });
  // Attention that hides a ring of keys and values hides no gathers as well.
  const busy = share * pass.hidden;
  const sharding = Math.max(0, rank.gathers - constants.fsdpHidden * (work + head - busy));
  const between = onStage * pass.tensorParallel + share * pass.ring + share * pass.allToAll;
  const others = work + between + Math.max(0, rank.gathers - constants.fsdpHidden * (work - busy));
  const gpu = work + head + between + sharding;
  const host = hostSeconds(pass, onStage, recomputedShare(layout, onStage));
  const wait = hostWait(gpu, host);
  const m = layout.gradAccum;
  const bubble = layout.pp > 1 ? ((layout.pp - 1) / layout.virtualPp) * (others + hostWait(others, host)) : 0;
  const gradients = reductions(layout) * rank.exchange;
  const offload = offloadSeconds(setup, rank, onStage);
  const state = layout.offload === "none" ? rank.optimizer : 0;
  const k = constants.overall;
  const plain = k * (m * (gpu + wait) + bubble + gradients) + state + offload + constants.stepOverhead;
  return { onStage, share, head, sharding, wait, bubble, gradients, state, offload, plain };
}

/** Rounding of another order of the same sums. */
const ROUNDING = 1 - 1e-12;

/** How micro-batches follow each other. */
type Schedule = Pick<Layout, "pp" | "virtualPp" | "gradAccum" | "recompute" | "recomputeLayers">;

/**
 * Seconds that no step with this pass stays below, whatever its sharding: a bound for a search.
 * Proof: of the terms of `stepTerms` it leaves out gathers, exchange of gradients, optimizer, offload, input and overhead, none of which is negative;
 * gathers only lengthen a micro-batch and a bubble; the 4-norm of two times is at least the longer one. Times `sizeFactor` it is a bound still: stragglers lengthen all of a step.
 */
export function leastStepSeconds(pass: Pass, constants: Constants, layout: Schedule): Seconds {
  const onStage = stageLayers(pass.layers, layout.pp);
  const share = onStage / pass.layers;
  const others = share * (pass.work + pass.ring + pass.allToAll) + onStage * pass.tensorParallel;
  const host = hostSeconds(pass, onStage, recomputedShare(layout, onStage));
  const micro = Math.max(others + headOnStage(pass, constants, { pp: layout.pp, full: onStage }), host);
  const bubble = layout.pp > 1 ? ((layout.pp - 1) / layout.virtualPp) * Math.max(others, host) : 0;
  return ROUNDING * constants.overall * (layout.gradAccum * micro + bubble);
}

export function stepSeconds(t: StepTerms): Seconds {
  return (
    t.matmul +
    t.experts +
    t.attention +
    t.scan +
    t.elementwise +
    t.head +
    t.adapters +
    t.dequant +
    t.routing +
    t.launch +
    t.tensorParallel +
    t.contextParallel +
    t.expertParallel +
    t.sharding +
    t.bubble +
    t.gradients +
    t.optimizer +
    t.offload +
    t.input +
    t.overhead +
    t.stragglers
  );
}

/** Terms of a step in which the cards compute; in the others they wait for the host, the network or each other. */
const COMPUTING = [
  "matmul",
  "experts",
  "attention",
  "elementwise",
  "head",
  "adapters",
  "dequant",
  "optimizer",
] as const satisfies readonly (keyof StepTerms)[];

/** Seconds of a step in which the cards compute. */
export function computingSeconds(terms: StepTerms): Seconds {
  let computing = 0;
  for (const id of COMPUTING) computing += terms[id];
  return computing;
}

/** True when every group of the layout has a link to talk over. */
export function isConnected(setup: Setup): boolean {
  const { layout, cluster } = setup;
  const groups: readonly (readonly [number, number])[] = [
    [1, layout.tp],
    [layout.tp, layout.cp],
    [layout.tp, replicas(layout)],
    [layout.tp * replicas(layout), layout.pp],
  ];
  return groups.every(([stride, size]) => {
    if (size <= 1) return true;
    const path = groupPath(cluster, stride, size);
    return (path.perNode <= 1 || path.link !== null) && (path.nodes <= 1 || path.network !== null);
  });
}
