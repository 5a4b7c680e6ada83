import type { Machine, Price } from "../money/offer.ts";
import type { Offering } from "./offering.ts";
import { jobUnits } from "./objective.ts";
import type { PlanRequest } from "./request.ts";

/** A field of the job and the value that it is set to; an empty value leaves the field out. */
export interface Pin {
  readonly path: string;
  readonly value: string;
}

/** Hardware of one's own, as an entry of the job; what nobody sells is reckoned as if it were. */
const isEntry = ({ owned, provider }: Machine): boolean => owned && provider !== "unpriced";

const RENTED = ["where.accelerators", "where.providers", "where.instanceTypes", "where.regions"] as const;

/** The region's name as a pattern: commas separate the patterns of a job. */
const pattern = (region: string): string => region.replaceAll(",", "*");

/** A field taken out of the job. */
export const leftOut = (path: string): Pin => ({ path, value: "" });

/** Entries of one's own hardware: all but the plan's are taken out, from the last, and a name that means several cards is made clear. */
function entryPins(request: PlanRequest, machine: Machine): readonly Pin[] {
  const entries = request.owned ?? [];
  const own = entries.find((e) => e.machines.includes(machine.id));
  const clear = own && own.machines.length > 1 ? [{ path: `${own.path}.accelerator`, value: machine.accelerator.id }] : [];
  const others = entries.filter((e) => e !== own).map((e) => leftOut(e.path));
  return [...clear, ...others.toReversed(), ...RENTED.map(leftOut)];
}

function machinePins(request: PlanRequest, o: Offering): readonly Pin[] {
  const { machine, cluster } = o.candidate.bench;
  const count: readonly Pin[] = [leftOut("where.nodes"), { path: "where.gpus", value: String(cluster.gpus) }];
  if (isEntry(machine)) return [...entryPins(request, machine), ...count];
  const pins: Pin[] = request.owned && request.owned.length > 0 ? [leftOut("where.owned")] : [];
  pins.push({ path: "where.accelerators", value: cluster.accelerator.id });
  if (machine.owned) return [...pins, ...RENTED.slice(1).map(leftOut), ...count];
  pins.push({ path: "where.providers", value: machine.provider }, { path: "where.instanceTypes", value: machine.instanceType });
  const region = o.price?.region ?? "*";
  pins.push({ path: "where.regions", value: region === "*" ? "" : pattern(region) });
  return [...pins, { path: "where.purchase", value: o.purchase }, ...count];
}

/** The kernel is pinned only where the card is known to have it: planning falls back to PyTorch's everywhere. */
const hasKernel = ({ candidate }: Offering): boolean => candidate.bench.cluster.accelerator.attention.includes(candidate.bench.attention);

/** Goals that stand for an amount of tokens; those that limits buy go on being bought. */
const AIMS = ["goal.tokens", "goal.servingTokens", "goal.loss", "goal.flop"] as const;

const aims = ({ target }: PlanRequest): boolean => target.goal.kind !== "given" && target.goal.kind !== "most";

function amountPins(request: PlanRequest): readonly Pin[] {
  const { amount } = request.work;
  if (!aims(request) || amount.kind !== "tokens") return [];
  return [...AIMS.map(leftOut), { path: "data.tokens", value: String(amount.tokens) }];
}

/** Fields of the job that make a plan its only answer. What follows from the others (replicas, accumulation) isn't among them. */
export function pinsOf(request: PlanRequest, o: Offering): readonly Pin[] {
  const { bench, setup } = o.candidate;
  const { layout } = setup;
  const units = jobUnits(request.objective);
  const own: readonly (readonly [string, string | number | boolean])[] = [
    ...(request.open?.methods ? [["method.kind", request.method.kind] as const] : []),
    ["stack", bench.stack.id],
    ["training.sequence", request.work.sequence],
    ["training.globalBatch", bench.globalBatch / units.batch],
    ["training.padding", bench.padding],
    ["training.precision", bench.precision],
    ["training.optimizer", bench.optimizer],
    ...(hasKernel(o) ? [["training.attention", bench.attention] as const] : []),
    ["training.compile", bench.compile],
    ["layout.tp", layout.tp],
    ["layout.pp", layout.pp],
    ["layout.virtualPp", layout.virtualPp],
    ["layout.cp", layout.cp],
    ["layout.ep", layout.ep],
    ["layout.sequenceParallel", layout.sequenceParallel],
    ["layout.sharding", layout.sharding],
    ...(layout.sharding === "hsdp" ? [["layout.shardGroup", layout.shardGroup] as const] : []),
    ["layout.recompute", layout.recompute],
    ...(layout.recomputeLayers === null ? [] : [["layout.recomputeLayers", layout.recomputeLayers] as const]),
    ["layout.microBatch", layout.microBatch / units.microBatch],
    ["layout.offload", layout.offload],
  ];
  return [...machinePins(request, o), ...amountPins(request), ...own.map(([path, value]) => ({ path, value: String(value) }))];
}

/** What follows from the pins, for the eye: replicas and accumulation. */
export function followers({ candidate }: Offering): readonly Pin[] {
  const { dp, gradAccum } = candidate.setup.layout;
  return [
    { path: "layout.dp", value: String(dp) },
    { path: "layout.gradAccum", value: String(gradAccum) },
  ];
}

/** A machine with the price of a plan and no other. */
function atPrice(machine: Machine, price: Price | null): Machine {
  return price ? { ...machine, prices: [price] } : machine;
}

/** A request with every choice of a plan written in: the plan is its only answer. `pinsOf` says the same to a job. */
export function held(request: PlanRequest, o: Offering): PlanRequest {
  const { bench, setup } = o.candidate;
  const { gpus } = bench.cluster;
  const { dp: _replicas, gradAccum: _passes, shardGroup, ...layout } = setup.layout;
  return {
    ...request,
    machines: [atPrice(bench.machine, o.price)],
    stacks: [bench.stack],
    purchases: bench.machine.owned ? request.purchases : [o.purchase],
    gpus: { min: gpus, max: gpus },
    training: {
      ...request.training,
      precision: bench.precision,
      optimizer: bench.optimizer,
      attention: hasKernel(o) ? bench.attention : request.training.attention,
      compile: bench.compile,
    },
    work: { ...request.work, globalBatch: bench.globalBatch, padding: bench.padding },
    target: aims(request) ? { ...request.target, goal: { kind: "given" } } : request.target,
    layout: { ...layout, ...(layout.sharding === "hsdp" ? { shardGroup } : {}) },
  };
}
