import type { Cluster } from "../machine/cluster.ts";
import { linkDomain } from "../machine/path.ts";
import { defaultGlobalBatch } from "../run/batch.ts";
import { leastStepSeconds, sizeFactor } from "../time/step.ts";
import type { Seconds } from "../units.ts";
import { benchOf, type Refusal } from "./bench.ts";
import { type Bench, type Candidate, type Fit, fitOf, hostHolds, type Miss, neverFits, type Posed, setupOf, timed } from "./candidate.ts";
import { trainedTable, trainersOf } from "./trainers.ts";
import type { Finds } from "./found.ts";
import { type Work, workOf } from "./evaluation.ts";
import { bestOf, finished, type Working } from "./progress.ts";
import type { PlanRequest } from "./request.ts";
import { clusterOf, counts } from "./counts.ts";
import { kept, noPasses, type Passes, type Shares, sharesOf } from "./shares.ts";
import { layoutOf, microBatchChoices, recomputeChoices, sameRank, type Again, type Split, splits } from "./space.ts";

export interface Found {
  /** Best layout of each machine, count and stack. */
  readonly candidates: readonly Candidate[];
  /** Machines with a count and a stack. */
  readonly searched: number;
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
  feasible: number;
  readonly refusals: Set<Refusal>;
  closest: Miss | null;
}

/** Of a card's memory, what a configuration needs. */
export function excess(miss: Miss): number {
  return miss.memory / miss.bench.cluster.accelerator.memory;
}

/** What of its links a cluster uses: one GPU none, one node those inside. */
function linksOf({ node, nodes, gpus }: Cluster): string {
  if (gpus === 1) return "";
  const inside = `${node.gpus} ${node.intra?.rate} ${linkDomain({ node, gpus })}`;
  return nodes === 1 ? inside : `${inside} ${node.inter?.rate} ${node.linkDomain}`;
}

/** Splits of the same ranks, and whether none of them can fit. */
interface Rank {
  readonly split: Split;
  readonly shares: Shares;
  readonly hopeless: boolean;
}

/** Layouts that differ in the micro-batch alone, ascending: memory grows along the row. `leasts`: seconds of training and evaluation that each can't stay below. */
interface Row {
  readonly split: Split;
  readonly again: Again;
  readonly shares: Shares;
  readonly choices: readonly number[];
  readonly leasts: readonly Seconds[];
  /** Of `leasts` the least. */
  readonly least: Seconds;
}

const EVERY_LAYER: Again = { recompute: "full", recomputeLayers: null };

/** How a bench poses its layouts. Offloading changes what the host must hold, so it is used only where the job asks for it. */
function poser(bench: Bench, request: PlanRequest): (split: Split, again: Again, microBatch: number) => Posed {
  const offload = request.layout.offload ?? "none";
  const { globalBatch } = bench;
  return (split, again, microBatch) => setupOf(bench, request, layoutOf(split, { microBatch, globalBatch, again, offload }));
}

/** What is known while a bench is searched. */
interface On {
  readonly known: Passes;
  readonly pFits: number;
  readonly tally: Tally;
  readonly work: Work;
}

/** Every row of a bench, the most promising first. */
function rowsOf(bench: Bench, request: PlanRequest, at: On): readonly Row[] {
  const { known, pFits, tally, work } = at;
  const { globalBatch, stack } = bench;
  const cluster = trainersOf(bench.cluster, request.objective);
  const { constants } = bench.resolved;
  const pose = poser(bench, request);
  const scale = sizeFactor(constants, cluster);
  const links = linksOf(cluster);
  const before = tally.space;
  // Gradients of one micro-batch, all layers run again: no other layout of the split leaves less on a device.
  const hopeless = (split: Split, shares: Shares): boolean => {
    const { setup } = pose(split, EVERY_LAYER, globalBatch / split.dp);
    const never = neverFits(bench, setup, { pFits, shares });
    if (!never) return false;
    tally.refusals.add("memory");
    return tally.closest !== null && never.least / cluster.accelerator.memory >= excess(tally.closest);
  };
  const rows: Row[] = [];
  let cuts = 0;
  let last: Rank | null = null;
  const agains = new Map<number, readonly Again[]>();
  for (const split of splits(request, stack, cluster)) {
    cuts += 1;
    const choices = microBatchChoices(request, globalBatch, split);
    const kinds = kept(agains, 16 * split.pp + split.virtualPp, () => recomputeChoices(request, stack, split));
    tally.space += kinds.length * choices.length;
    if (choices.length === 0 || kinds.length === 0) continue;
    if (!last || !sameRank(last.split, split)) {
      const shares = sharesOf(split, links, known);
      last = { split, shares, hopeless: hopeless(split, shares) };
    }
    if (last.hopeless) continue;
    const { shares } = last;
    for (const again of kinds) {
      const leasts: Seconds[] = [];
      let least = Number.POSITIVE_INFINITY;
      for (const microBatch of choices) {
        const here = (): Posed => pose(split, again, microBatch);
        const pass = shares.pass(microBatch, again, () => here().setup);
        const schedule = {
          pp: split.pp,
          virtualPp: split.virtualPp,
          gradAccum: globalBatch / (split.dp * microBatch),
          recompute: again.recompute,
          recomputeLayers: again.recomputeLayers,
        };
        const seconds = scale * leastStepSeconds(pass, constants, schedule) * work.steps({ microBatch, again, pp: split.pp }, here);
        leasts.push(seconds);
        if (seconds < least) least = seconds;
      }
      rows.push({ split, again, shares, choices, leasts, least });
    }
  }
  if (cuts === 0) tally.refusals.add("layout.split");
  else if (tally.space === before) tally.refusals.add("layout.batch");
  return rows.sort((a, b) => a.least - b.least);
}

/** A row of a bench, its configurations posed and fitted when they are asked for. */
function fitter(
  bench: Bench,
  { shares }: Row,
  at: { pose: (i: number) => Posed; pFits: number; tally: Tally; missed: (reason: Miss["reason"]) => void },
): (i: number) => Fit | null {
  const known = new Map<number, Fit | null>();
  const { tally } = at;
  const ask = (i: number): Fit | null => {
    tally.evaluated += 1;
    const fit = fitOf(bench, at.pose(i), at.pFits, shares);
    if (!("reason" in fit)) return fit;
    tally.refusals.add(fit.reason);
    at.missed(fit.reason);
    if (fit.reason === "memory" && (!tally.closest || excess(fit) < excess(tally.closest))) tally.closest = fit;
    return null;
  };
  return (i) => kept(known, i, () => ask(i));
}

/** How many of a row fit: memory grows along it, so halving finds the first that doesn't. From the first and to the last that may be the best. */
function fittingUpTo(from: number, to: number, fits: (i: number) => boolean): number {
  if (!fits(from)) return from;
  if (fits(to)) return to + 1;
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The layout of a bench that trains and evaluates in the least time. What a bound shows to be no faster than one already found is not estimated, nor is what needs
 * more memory than another of its row that doesn't fit.
 */
function bestOnBench(bench: Bench, request: PlanRequest, at: On): Known {
  const { pFits, tally, work } = at;
  const pose = poser(bench, request);
  let best: Candidate | null = null;
  let fastest = Number.POSITIVE_INFINITY;
  let hostBound = false;
  for (const row of rowsOf(bench, request, at)) {
    const { choices, leasts } = row;
    const hopeful = (least: Seconds | undefined): boolean => least !== undefined && least < fastest;
    if (!hopeful(row.least)) break;
    const from = leasts.findIndex(hopeful);
    const posed = new Map<number, Posed>();
    const posedAt = (i: number): Posed => kept(posed, i, () => pose(row.split, row.again, choices[i] ?? 1));
    const missed = (reason: Miss["reason"]): void => void (hostBound ||= reason === "host-memory");
    const fitAt = fitter(bench, row, { pose: posedAt, pFits, tally, missed });
    const end = fittingUpTo(from, leasts.findLastIndex(hopeful), (i) => fitAt(i) !== null);
    for (let i = end - 1; i >= from; i--) {
      const fit = hopeful(leasts[i]) ? fitAt(i) : null;
      if (!fit) continue;
      tally.feasible += 1;
      const candidate = timed(bench, posedAt(i), fit, row.shares);
      const seconds = work.seconds(candidate);
      if (seconds < fastest) [best, fastest] = [candidate, seconds];
    }
  }
  return { best, hostBound };
}

/** The best of a bench, and whether a host's memory stood in the way of any: another host may then have a better one. */
interface Known {
  readonly best: Candidate | null;
  readonly hostBound: boolean;
}

/** What is kept while machines are searched: passes by card and stack, the best by card, stack and the part of the cluster that computes. */
interface Memory {
  readonly passes: Map<string, Passes>;
  readonly benches: Map<string, Known>;
  readonly works: Map<string, Work>;
}

/** The same configuration on a machine that computes alike. Their prices differ, their seconds don't. */
function moved(candidate: Candidate, bench: Bench): Candidate {
  const { setup } = candidate;
  return { ...candidate, bench, setup: { ...setup, cluster: trainersOf(bench.cluster, setup.objective ?? null) } };
}

function onBench(bench: Bench, request: PlanRequest, at: { memory: Memory; pFits: number; tally: Tally }): Candidate | null {
  const { memory, tally } = at;
  const { cluster, stack } = bench;
  const kind = `${cluster.accelerator.id} ${stack.id}`;
  const key = `${kind} ${cluster.gpus} ${cluster.nodes} ${linksOf(cluster)}`;
  const known = memory.benches.get(key);
  if (known && !known.hostBound && (known.best === null || hostHolds(bench, known.best.hosted)))
    return known.best && moved(known.best, bench);
  const passes = kept(memory.passes, kind, noPasses);
  const work = kept(memory.works, `${bench.globalBatch} ${bench.padding}`, () => workOf(request, bench.globalBatch));
  const found = bestOnBench(bench, request, { known: passes, pFits: at.pFits, tally, work });
  if (!known) memory.benches.set(key, found);
  return found.best;
}

/**
 * The best layout of every machine, GPU count and stack that the request leaves open. What computes alike is searched once. Says how far it is after
 * each of them.
 */
export function* searching(request: PlanRequest, pFits: number = request.goal.pFits, finds: Finds | null = null): Working<Found> {
  const table = trainedTable(request);
  const globalBatch = request.work.globalBatch ?? defaultGlobalBatch(request.work, request.method, request.assumptions, request.objective);
  const kept = finds?.of(request, pFits, globalBatch);
  if (kept) return kept;
  const tally: Tally = { space: 0, evaluated: 0, feasible: 0, refusals: new Set(), closest: null };
  const memory: Memory = { passes: new Map(), benches: new Map(), works: new Map() };
  const candidates: Candidate[] = [];
  const best = bestOf(request, candidates);
  const wanted = request.machines.map((machine) => ({ machine, counts: counts(request, machine) }));
  const of = request.stacks.length * wanted.reduce((sum, w) => sum + w.counts.length, 0);
  let searched = 0;
  for (const w of wanted) {
    if (w.counts.length === 0) tally.refusals.add("machine.count");
    for (const gpus of w.counts) {
      for (const stack of request.stacks) {
        const bench = benchOf(request, w.machine, clusterOf(w.machine, gpus), { stack, table, globalBatch });
        const found = typeof bench === "string" ? void tally.refusals.add(bench) : onBench(bench, request, { memory, pFits, tally });
        if (found) candidates.push(found);
        searched += 1;
        yield { searched, of, considered: tally.space, evaluated: tally.evaluated, feasible: tally.feasible, best };
      }
    }
  }
  const { space, evaluated, feasible, refusals, closest } = tally;
  const found: Found = { candidates, searched, space, evaluated, pruned: space - evaluated, feasible, refusals, closest };
  finds?.keep(request, pFits, globalBatch, found);
  return found;
}

export function search(request: PlanRequest, pFits?: number): Found {
  return finished(searching(request, pFits));
}
