import { localParameters, type LocalParameters } from "../layout/local.ts";
import { replicas, type Setup } from "../layout/setup.ts";
import { groupPath } from "../machine/path.ts";
import { stepTraffic } from "../method/bytes.ts";
import type { Method } from "../method/method.ts";
import { adapterParameters, adapterRank, runningGroups, trainsHead } from "../method/trainable.ts";
import { ownedTrained } from "../memory/static.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Seconds } from "../units.ts";
import {
  contextParallelSeconds,
  expertParallelSeconds,
  gradientSeconds,
  shardedSeconds,
  stageLayers,
  tensorParallelSeconds,
} from "./communication.ts";
import { layerSeconds, passesOf } from "./layer.ts";
import { gemmSeconds, type Rates, ratesOf } from "./matmul.ts";

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

/** Seconds of one micro-batch on the fullest stage, before the host's floor. */
type MicroBatch = Omit<StepTerms, "launch" | "bubble" | "gradients" | "optimizer" | "offload" | "input" | "overhead" | "stragglers">;

/** A micro-batch on the fullest stage, and all of it on a stage without a head, whose gathers hide behind less compute. */
interface Stages {
  readonly fullest: MicroBatch;
  readonly others: Seconds;
}

/** Head matmul (16-bit even in FP8 runs) and 12 B per token and vocabulary entry around the loss. */
function headSeconds(setup: Setup, tokens: number, rates: Rates): Seconds {
  const { table, layout, method } = setup;
  if (!table.head) return 0;
  const { in: k, out: n } = table.head;
  const passes = trainsHead(method, table) ? 3 : 2;
  const matmul = passes * gemmSeconds({ m: tokens, k, n: n / layout.tp }, rates.matmul16, rates);
  const adapter = (6 * tokens * adapterParameters(method.lora, table.head)) / layout.tp / rates.matmul16;
  const loss = (12 * tokens * n) / layout.tp / rates.memory;
  let predictions = 1;
  for (const g of runningGroups(table, method)) if (g.mtp) predictions += g.count;
  return predictions * matmul + adapter + predictions * loss;
}

/** What the head adds to the last stage beyond the others' layers: uneven pipelines give it fewer. */
function headOnStage(setup: Setup, head: Seconds, layer: Seconds, layers: number): Seconds {
  const { pp } = setup.layout;
  if (pp <= 1) return head;
  const full = Math.ceil(layers / pp);
  const last = layers - (pp - 1) * full;
  return Math.max(0, setup.constants.headOnLastStage * head - (full - last) * layer);
}

function microBatch(setup: Setup, p: LocalParameters): Stages {
  const { layout, batch, table, method, constants } = setup;
  const rates = ratesOf(setup);
  const passes = passesOf(setup);
  const tokens = (layout.microBatch * batch.sequence) / layout.cp;
  const at = { tokens, rates, passes };
  const sums = {
    matmul: 0,
    experts: 0,
    attention: 0,
    scan: 0,
    elementwise: 0,
    adapters: 0,
    dequant: 0,
    routing: 0,
    ring: 0,
    hidden: 0,
    allToAll: 0,
  };
  let layers = 0;
  for (const g of runningGroups(table, method)) {
    const t = layerSeconds(setup, g, at);
    layers += g.count;
    sums.matmul += g.count * t.matmul;
    sums.experts += g.count * t.experts;
    sums.attention += g.count * t.attention;
    sums.scan += g.count * t.scan;
    sums.elementwise += g.count * t.elementwise;
    sums.adapters += g.count * t.adapters;
    sums.dequant += g.count * t.dequant;
    sums.routing += g.count * t.routing;
    const ring = contextParallelSeconds(setup, tokens, g.attention?.kvWidth ?? 0);
    sums.ring += g.count * Math.max(0, ring - t.attention);
    sums.hidden += g.count * Math.min(ring, t.attention);
    if (g.moe) sums.allToAll += g.count * expertParallelSeconds(setup, tokens);
  }
  const onStage = stageLayers(setup);
  const share = onStage / layers;
  const work = sums.matmul + sums.experts + sums.attention + sums.scan + sums.elementwise + sums.adapters + sums.dequant + sums.routing;
  const head = headOnStage(setup, headSeconds(setup, tokens, rates), work / layers, layers);
  const gathered = shardedSeconds(setup, p);
  // Attention that hides a ring of keys and values hides no gathers as well.
  const exposed = (compute: Seconds): Seconds => Math.max(0, gathered - constants.fsdpHidden * (compute - share * sums.hidden));
  const fullest: MicroBatch = {
    matmul: share * sums.matmul,
    experts: share * sums.experts,
    attention: share * sums.attention,
    scan: share * sums.scan,
    elementwise: share * sums.elementwise,
    head,
    adapters: share * sums.adapters,
    dequant: share * sums.dequant,
    routing: share * sums.routing,
    tensorParallel: onStage * tensorParallelSeconds(setup, tokens),
    contextParallel: share * sums.ring,
    expertParallel: share * sums.allToAll,
    sharding: exposed(share * work + head),
  };
  return { fullest, others: microBatchTotal(fullest) - head - fullest.sharding + exposed(share * work) };
}

function microBatchTotal(t: MicroBatch): Seconds {
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
    t.tensorParallel +
    t.contextParallel +
    t.expertParallel +
    t.sharding
  );
}

/** Share of the matrices of a layer that have an adapter: each adds kernels of its own. */
function adaptedShare(table: TensorTable, method: Method): number {
  if (!method.lora) return 0;
  let adapted = 0;
  let all = 0;
  for (const g of runningGroups(table, method)) {
    for (const l of g.linears) {
      all += g.count;
      if (adapterRank(method.lora, l.id) > 0) adapted += g.count;
    }
  }
  return adapted / Math.max(1, all);
}

/**
 * Host time of one micro-batch: kernels are launched layer by layer, 2.6 forward-equivalents and one more under full recomputation.
 * Source: fitted; without it the misfit over all measured runs rises by half.
 */
export function launchSeconds(setup: Setup): Seconds {
  const { constants, layout, method, table } = setup;
  const lora = 1 + constants.launchLora * adaptedShare(table, method);
  const moe = table.architecture.moe ? 1 + constants.launchMoe : 1;
  const again = layout.recompute === "full" ? 1 : 0;
  const tp = 1 + constants.launchTp * Math.log2(layout.tp);
  return constants.launch * tp * lora * moe * stageLayers(setup) * (2.6 + again);
}

/** The host runs ahead until it is the slower: a smooth maximum (4-norm), not a sum. Returns what it adds to the GPU's time. */
function hostWait(gpu: Seconds, host: Seconds): Seconds {
  return (gpu ** 4 + host ** 4) ** 0.25 - gpu;
}

/** Optimizer state on the host: gradients down and weights up over PCIe (4 B), a host-side step of 28 B per parameter at 100 GB/s per GPU's share. */
function offloadSeconds(setup: Setup, p: LocalParameters, owned: number): Seconds {
  const { layout, cluster } = setup;
  if (layout.offload === "none") return 0;
  const pcie = 0.8 * (cluster.accelerator.pcie ?? 0);
  const perGpu = 100e9 / Math.min(cluster.node.gpus, cluster.gpus);
  const step = (4 * owned) / pcie + (28 * owned) / perGpu;
  if (layout.offload === "optimizer") return step;
  const again = layout.recompute === "full" ? 3 : 2;
  return step + (layout.gradAccum * again * 2 * (p.linear + p.experts + p.embedding + p.head)) / pcie;
}

/** Tokenised text is 4 B a token: read at 200 MB/s a node with prefetch, only what exceeds the step is seen. */
function inputSeconds(setup: Setup, step: Seconds): Seconds {
  const nodes = Math.max(1, setup.cluster.nodes);
  return Math.max(0, (4 * setup.batch.globalBatch * setup.batch.sequence) / (200e6 * nodes) - step);
}

/** Slowest rank and shared network: grows slowly with the number of GPUs. Source: fitted, 2-4 % at 512 GPUs, 4-7 % at 8,000. */
function sizeFactor(setup: Setup): number {
  const { constants, cluster } = setup;
  return cluster.gpus > 8 ? (cluster.gpus / 8) ** constants.scale : 1;
}

/**
 * One optimizer step: m micro-batches through the fullest stage, which holds the head; the bubble, in which the other stages' layers run once; the
 * exposed rest of communication; the optimizer.
 * Every term is seconds of wall time on the critical path; they sum to the step.
 */
export function stepTerms(setup: Setup): StepTerms {
  const { layout, constants } = setup;
  const p = localParameters(setup.table, setup.method, layout, "first");
  const { fullest: micro, others } = microBatch(setup, p);
  const gpu = microBatchTotal(micro);
  const wait = hostWait(gpu, launchSeconds(setup));
  const m = layout.gradAccum;
  const bubble = layout.pp > 1 ? ((layout.pp - 1) / layout.virtualPp) * (others + hostWait(others, launchSeconds(setup))) : 0;
  const gradients = gradientSeconds(setup, p);
  const owned = ownedTrained(setup, p);
  const optimizer = (owned * stepTraffic(setup.optimizer)) / (constants.bandwidth * setup.cluster.accelerator.bandwidth);
  const offload = offloadSeconds(setup, p, owned);
  const state = layout.offload === "none" ? optimizer : 0;
  const k = constants.overall;
  const plain = k * (m * (gpu + wait) + bubble + gradients) + state + offload + constants.stepOverhead;
  const scaled = k * m;
  return {
    matmul: scaled * micro.matmul,
    experts: scaled * micro.experts,
    attention: scaled * micro.attention,
    scan: scaled * micro.scan,
    elementwise: scaled * micro.elementwise,
    head: scaled * micro.head,
    adapters: scaled * micro.adapters,
    dequant: scaled * micro.dequant,
    routing: scaled * micro.routing,
    launch: scaled * wait,
    tensorParallel: scaled * micro.tensorParallel,
    contextParallel: scaled * micro.contextParallel,
    expertParallel: scaled * micro.expertParallel,
    sharding: scaled * micro.sharding,
    bubble: k * bubble,
    gradients: k * gradients,
    optimizer: state,
    offload,
    input: inputSeconds(setup, plain),
    overhead: constants.stepOverhead,
    stragglers: (sizeFactor(setup) - 1) * plain,
  };
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
