import type { Cluster } from "../machine/cluster.ts";
import type { Offload } from "../method/stack.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Machine } from "../money/offer.ts";
import { defaultGlobalBatch } from "../run/batch.ts";
import { benchOf, type Refusal } from "./bench.ts";
import { type Bench, type Candidate, evaluate, type Miss } from "./candidate.ts";
import type { PlanRequest } from "./request.ts";
import { trainedTable, trainersOf } from "./trainers.ts";
import { layoutOf, microBatchChoices, recomputeChoices, type Split, splits } from "./space.ts";

export interface Found {
  /** Best layout of each machine, count and stack. */
  readonly candidates: readonly Candidate[];
  readonly space: number;
  readonly evaluated: number;
  readonly pruned: number;
  readonly feasible: number;
  readonly refusals: ReadonlySet<Refusal>;
  /** Of what doesn't fit, the configuration that is nearest to it. */
  readonly closest: Miss | null;
}

interface Tally {
  space: number;
  evaluated: number;
  pruned: number;
  feasible: number;
  readonly refusals: Set<Refusal>;
  closest: Miss | null;
}

function excess(miss: Miss): number {
  return miss.memory / miss.bench.cluster.accelerator.memory;
}

/** Counts of GPUs that an offer allows: whole instances, within the job's range. Owned hardware may be used in part. */
function counts(request: PlanRequest, machine: Machine): readonly number[] {
  const { min, max } = request.gpus;
  const { gpus } = machine.node;
  const found: number[] = [];
  if (machine.owned) for (let n = 1; n < gpus; n++) if (n >= min && n <= max && (n === min || (n & (n - 1)) === 0)) found.push(n);
  for (let nodes = 1; nodes <= machine.maxNodes && nodes * gpus <= max; nodes = nextCount(nodes, request, gpus, machine.maxNodes)) {
    if (nodes * gpus >= min) found.push(nodes * gpus);
  }
  return found;
}

/** Powers of two, with the ends of the job's range among them. */
function nextCount(nodes: number, request: PlanRequest, gpus: number, most: number): number {
  const doubled = nodes * 2;
  for (const end of [Math.ceil(request.gpus.min / gpus), Math.floor(request.gpus.max / gpus)]) {
    if (end > nodes && end < doubled && end <= most && request.gpus.max < 1e6) return end;
  }
  return doubled;
}

/** Machines that compute alike: same card, node and network. Their prices differ, their seconds don't. */
function physicsKey(m: Machine, offloads: boolean): string {
  const { node } = m;
  return [
    m.accelerator.id,
    node.gpus,
    node.intra?.rate,
    node.inter?.rate,
    node.linkDomain,
    m.maxNodes,
    m.owned,
    offloads ? m.hostMemory : null,
  ].join("|");
}

function clusterOf(machine: Machine, gpus: number): Cluster {
  return { accelerator: machine.accelerator, node: machine.node, nodes: Math.ceil(gpus / machine.node.gpus), gpus };
}

/** Best layout under one way of cutting the ranks. Memory grows with the micro-batch, so the first that doesn't fit ends the row. */
function bestOfSplit(
  bench: Bench,
  request: PlanRequest,
  at: { split: Split; offload: Offload; pFits: number; tally: Tally },
): Candidate | null {
  const { split, offload, pFits, tally } = at;
  let best: Candidate | null = null;
  for (const recompute of recomputeChoices(request, bench.stack)) {
    const choices = microBatchChoices(request, bench.globalBatch, split.dp);
    tally.space += choices.length;
    for (let i = 0; i < choices.length; i++) {
      tally.evaluated += 1;
      const layout = layoutOf(split, { microBatch: choices[i] ?? 1, globalBatch: bench.globalBatch, recompute, offload });
      const candidate = evaluate(bench, request, layout, pFits);
      if (candidate.step === null) {
        tally.pruned += choices.length - i - 1;
        tally.refusals.add(candidate.reason);
        if (candidate.reason === "memory" && (!tally.closest || excess(candidate) < excess(tally.closest))) tally.closest = candidate;
        break;
      }
      tally.feasible += 1;
      if (!best || candidate.training < best.training) best = candidate;
    }
  }
  return best;
}

/** Offloading changes what the host must hold, so it is used only where the job asks for it. */
function bestOnBench(bench: Bench, request: PlanRequest, pFits: number, tally: Tally): Candidate | null {
  const offload = request.layout.offload ?? "none";
  const before = tally.space;
  let best: Candidate | null = null;
  let cuts = 0;
  for (const split of splits(request, bench.stack, trainersOf(bench.cluster, request.objective))) {
    cuts += 1;
    const candidate = bestOfSplit(bench, request, { split, offload, pFits, tally });
    if (candidate && (!best || candidate.training < best.training)) best = candidate;
  }
  if (cuts === 0) tally.refusals.add("layout.split");
  else if (tally.space === before) tally.refusals.add("layout.batch");
  return best;
}

function onMachine(
  request: PlanRequest,
  machine: Machine,
  at: { table: TensorTable; globalBatch: number; pFits: number; tally: Tally },
): Candidate[] {
  const found: Candidate[] = [];
  const wanted = counts(request, machine);
  if (wanted.length === 0) at.tally.refusals.add("machine.count");
  for (const gpus of wanted) {
    for (const stack of request.stacks) {
      const bench = benchOf(request, machine, clusterOf(machine, gpus), { stack, table: at.table, globalBatch: at.globalBatch });
      if (typeof bench === "string") {
        at.tally.refusals.add(bench);
        continue;
      }
      const best = bestOnBench(bench, request, at.pFits, at.tally);
      if (best) found.push(best);
    }
  }
  return found;
}

/**
 * The best layout of every machine, GPU count and stack that the request leaves open. Machines that compute alike are searched once.
 */
export function search(request: PlanRequest, pFits: number = request.goal.pFits): Found {
  const table = trainedTable(request);
  const globalBatch = request.work.globalBatch ?? defaultGlobalBatch(request.work, request.method, request.assumptions, request.objective);
  const tally: Tally = { space: 0, evaluated: 0, pruned: 0, feasible: 0, refusals: new Set(), closest: null };
  const known = new Map<string, readonly Candidate[]>();
  const candidates: Candidate[] = [];
  for (const machine of request.machines) {
    const key = physicsKey(machine, (request.layout.offload ?? "none") !== "none");
    const seen = known.get(key);
    if (seen) {
      for (const c of seen) candidates.push({ ...c, bench: { ...c.bench, machine } });
      continue;
    }
    const found = onMachine(request, machine, { table, globalBatch, pFits, tally });
    known.set(key, found);
    candidates.push(...found);
  }
  const { space, evaluated, pruned, feasible, refusals, closest } = tally;
  return { candidates, space, evaluated, pruned, feasible, refusals, closest };
}
