import { commitmentOffer, covers } from "../money/commitment.ts";
import { greedyMix, type Mix, uniformMix } from "../run/deadline.ts";
import { billedSeconds } from "../run/duration.ts";
import { spotTerms } from "../run/spot.ts";
import { HOUR } from "../units.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { CommitmentResult, MixResult, SpotResult } from "./result.ts";

/** The cheapest on-demand price of a machine's regions, per instance; null where it isn't sold so. */
function onDemandUsd(o: Offering): number | null {
  const { prices } = o.candidate.bench.machine;
  const here = prices.find((p) => p.region === o.price?.region)?.onDemand ?? null;
  if (here !== null) return here;
  const all = prices.flatMap((p) => p.onDemand ?? []);
  return all.length > 0 ? Math.min(...all) : null;
}

/** Spot and on-demand by turns so that the deadline is kept: after each policy what it costs. */
function mixes(
  request: PlanRequest,
  o: Offering,
  at: { availability: number; spotUsd: number; onDemand: number | null },
): readonly MixResult[] {
  const { deadline } = request.goal;
  const { onDemand } = at;
  if (deadline === null || onDemand === null) return [];
  const { nodes } = o.candidate.bench.cluster;
  const work = {
    work: billedSeconds(o.duration),
    deadline: deadline - 2 * o.run.interruptions.restart,
    availability: at.availability,
  };
  const result = (policy: MixResult["policy"], mix: Mix | null): readonly MixResult[] => {
    if (!mix) return [];
    const costUsd = ((mix.spot * at.spotUsd + mix.onDemand * onDemand) * nodes) / HOUR;
    return [{ policy, spotSeconds: mix.spot, onDemandSeconds: mix.onDemand, switchSeconds: mix.switchAt, costUsd }];
  };
  return [...result("greedy", greedyMix(work)), ...result("uniform-progress", uniformMix(work))];
}

/** What a spot price is worth once the work is counted that interruptions undo. */
export function spotResult(request: PlanRequest, o: Offering): SpotResult | null {
  const { machine, cluster } = o.candidate.bench;
  const spotUsd = o.purchase === "spot" ? (o.price?.spot ?? null) : null;
  const terms = spotTerms(request.spot, machine.provider, cluster.accelerator.id);
  if (spotUsd === null || !terms) return null;
  const onDemand = onDemandUsd(o);
  const { restarts, lost } = o.duration;
  const billed = billedSeconds(o.duration);
  const stretch = billed / (billed - restarts - lost);
  return {
    priceShare: onDemand === null || onDemand === 0 ? null : spotUsd / onDemand,
    stretch,
    breakEvenShare: 1 / stretch,
    availability: terms.availability.value,
    lostUsd: ((restarts + lost) / HOUR) * spotUsd * cluster.nodes,
    onDemandUsd: onDemand === null ? null : ((billed - restarts - lost) / HOUR) * onDemand * cluster.nodes,
    mixes: mixes(request, o, { availability: terms.availability.value, spotUsd, onDemand }),
    why: {
      formula: "spot.breakEven",
      inputs: { billedSeconds: billed, lostSeconds: restarts + lost, nodes: cluster.nodes },
      source: `${terms.source}; mixed policies: Wu et al. 2024, Can't Be Late, NSDI`,
    },
  };
}

/** What the provider asks of those who commit, against this plan's hours; the cheapest for the run first. */
export function commitmentResults(request: PlanRequest, o: Offering): readonly CommitmentResult[] {
  const { machine, cluster } = o.candidate.bench;
  if (machine.owned) return [];
  const onDemand = onDemandUsd(o);
  const perGpu = onDemand === null ? null : onDemand / machine.node.gpus;
  const hours = billedSeconds(o.duration) / HOUR;
  const at = {
    provider: machine.provider,
    instanceType: machine.instanceType,
    accelerator: cluster.accelerator.id,
    region: o.price?.region ?? null,
  };
  const gpus = cluster.nodes * machine.node.gpus;
  const found = request.commitments.flatMap((c): readonly CommitmentResult[] => {
    if (!covers(c, at)) return [];
    const offer = commitmentOffer(c, perGpu, hours);
    if (!offer) return [];
    const { term, target, leastHours, source, asOf } = c;
    return [{ term, target, leastHours, ...offer, runHours: hours, costUsd: offer.paidHours * offer.usdPerGpuHour * gpus, source, asOf }];
  });
  return found.sort((a, b) => a.costUsd - b.costUsd);
}
