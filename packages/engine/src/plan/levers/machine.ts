import { peak16 } from "../../machine/accelerator.ts";
import type { Machine, Price, Purchase } from "../../money/offer.ts";
import type { PlanRequest } from "../request.ts";
import { commitmentResults } from "../terms.ts";
import { anew, type Here, type Lever, SMALLER, type Variant, withoutLayout } from "./lever.ts";

/** Cards on either side, providers and regions that are looked at, and machines of each. */
const CARDS = 4;
const PROVIDERS = 4;
const REGIONS = 3;
const MACHINES = 8;

const priceOf = (p: Price, purchase: Purchase): number | null => (purchase === "spot" ? p.spot : p.onDemand);

/** Least price of a GPU and hour on some terms; infinite where it isn't sold so. */
function gpuPrice(m: Machine, purchase: Purchase): number {
  const all = m.prices.flatMap((p) => priceOf(p, purchase) ?? []);
  return all.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...all) / m.node.gpus;
}

/** GPUs that whole instances of a machine come in, at least so many; null where it hasn't as many. */
function countOn(m: Machine, gpus: number): number | null {
  const count = Math.ceil(gpus / m.node.gpus) * m.node.gpus;
  return count <= m.node.gpus * m.maxNodes ? count : null;
}

/** What a rented machine is bought as: hardware of one's own goes over to on-demand. */
const termsOf = ({ chosen }: Here): Purchase => (chosen.purchase === "owned" ? "on-demand" : chosen.purchase);

/** Cheapest machines for a count of GPUs, those that come in the nearest number. */
function choices(
  here: Here,
  machines: readonly Machine[],
  gpus: number,
): { readonly machines: readonly Machine[]; readonly gpus: number } | null {
  const terms = termsOf(here);
  const sold = machines.filter((m) => Number.isFinite(gpuPrice(m, terms)));
  const counts = sold.flatMap((m) => countOn(m, gpus) ?? []);
  if (counts.length === 0) return null;
  const nearest = Math.min(...counts);
  const fit = sold.filter((m) => countOn(m, gpus) === nearest).sort((a, b) => gpuPrice(a, terms) - gpuPrice(b, terms));
  return { machines: fit.slice(0, MACHINES), gpus: nearest };
}

const rented = ({ all }: Here): readonly Machine[] => all.machines.filter((m) => !m.owned);

function moved(here: Here, machines: readonly Machine[], gpus: number): PlanRequest {
  const purchases = [termsOf(here)];
  const owned = machines.some((m) => m.owned);
  const { request } = here;
  return { ...request, machines, gpus: { min: gpus, max: gpus }, purchases: owned ? request.purchases : purchases };
}

/** Kernels differ from card to card: what the job pins stays, what was chosen is chosen again. */
const openKernels = (r: PlanRequest, { training }: PlanRequest): PlanRequest => ({
  ...r,
  training: { ...r.training, attention: training.attention },
});

/** Cards that are nearest in speed, dearer and cheaper, as many of them. */
export const card: Lever = {
  id: "card",
  moves: (here) => {
    const { cluster, stack } = here.chosen.candidate.bench;
    const now = cluster.accelerator;
    const rate = peak16(now);
    if (rate === null) return [];
    const byCard = new Map<string, Machine[]>();
    for (const m of rented(here))
      if (m.accelerator.id !== now.id && stack.vendors.includes(m.accelerator.vendor))
        byCard.set(m.accelerator.id, [...(byCard.get(m.accelerator.id) ?? []), m]);
    const found = [...byCard].flatMap(([id, machines]) => {
      const [first] = machines;
      const other = first ? peak16(first.accelerator) : null;
      const choice = choices(here, machines, cluster.gpus);
      return other === null || !choice || choice.gpus > 2 * cluster.gpus ? [] : [{ id, choice, faster: Math.log(other / rate) }];
    });
    found.sort((a, b) => Math.abs(a.faster) - Math.abs(b.faster) || (a.id < b.id ? -1 : 1));
    const [slower, faster] = [found.filter((f) => f.faster <= 0), found.filter((f) => f.faster > 0)];
    return [...slower.slice(0, CARDS), ...faster.slice(0, CARDS)].map(({ id, choice }) => ({
      path: "where.accelerators",
      from: now.id,
      to: id,
      request: openKernels(moved(here, choice.machines, choice.gpus), here.asked),
      loosen: anew(here.asked),
    }));
  },
};

/** Twice and half as many GPUs of the card, of the same provider or box. */
export const count: Lever = {
  id: "gpus",
  moves: (here) => {
    const { machine, cluster } = here.chosen.candidate.bench;
    const { gpus } = cluster;
    const free: Here = { ...here, request: withoutLayout(here.request, ["shardGroup"]) };
    const others = rented(here).filter((m) => m.provider === machine.provider && m.accelerator.id === machine.accelerator.id);
    return [2 * gpus, ...(gpus % 2 === 0 ? [gpus / 2] : [])].map((n): Variant => {
      const { maxNodes } = wholeMachine(here);
      const same = machine.owned || countOn({ ...machine, maxNodes }, n) === n;
      const own = free.request.machines.map((m) => ({ ...m, maxNodes }));
      const machines = same ? own : (choices(here, others, n)?.machines ?? own);
      return {
        path: "where.gpus",
        from: String(gpus),
        to: String(n),
        request: moved(free, machines, n),
        loosen: [...SMALLER, ...anew(here.asked)],
      };
    });
  },
};

/** The same card elsewhere. */
export const provider: Lever = {
  id: "provider",
  moves: (here) => {
    const { machine, cluster } = here.chosen.candidate.bench;
    const terms = termsOf(here);
    const same = rented(here).filter((m) => m.accelerator.id === machine.accelerator.id && m.provider !== machine.provider);
    const found = [...new Set(same.map((m) => m.provider))].flatMap((name) => {
      const choice = choices(
        here,
        same.filter((m) => m.provider === name),
        cluster.gpus,
      );
      const [cheapest] = choice?.machines ?? [];
      return choice && cheapest && choice.gpus === cluster.gpus ? [{ name, choice, price: gpuPrice(cheapest, terms) }] : [];
    });
    found.sort((a, b) => a.price - b.price || (a.name < b.name ? -1 : 1));
    return found.slice(0, PROVIDERS).map(({ name, choice }) => ({
      path: "where.providers",
      from: machine.provider,
      to: name,
      request: moved(here, choice.machines, choice.gpus),
      loosen: SMALLER,
    }));
  },
};

/** The machine as it is sold in its own regions: the held one has the plan's alone. */
function wholeMachine({ chosen, all }: Here): Machine {
  const { machine } = chosen.candidate.bench;
  return all.machines.find((m) => m.id === machine.id) ?? machine;
}

export const region: Lever = {
  id: "region",
  moves: (here) => {
    const { chosen, request } = here;
    const now = chosen.price?.region ?? "*";
    const machine = wholeMachine(here);
    if (machine.owned || now === "*") return [];
    const { purchase } = chosen;
    const usd = (p: Price): number => priceOf(p, purchase) ?? Number.POSITIVE_INFINITY;
    const others = machine.prices.filter((p) => p.region !== now && p.region !== "*" && Number.isFinite(usd(p)));
    others.sort((a, b) => usd(a) - usd(b) || (a.region < b.region ? -1 : 1));
    return others.slice(0, REGIONS).map((p) => ({
      path: "where.regions",
      from: now,
      to: p.region.replaceAll(",", "*"),
      request: { ...request, machines: [{ ...chosen.candidate.bench.machine, prices: [p] }] },
    }));
  },
};

export const purchase: Lever = {
  id: "purchase",
  moves: ({ request, chosen }) => {
    if (chosen.purchase === "owned") return [];
    const to: Purchase = chosen.purchase === "spot" ? "on-demand" : "spot";
    return [{ path: "where.purchase", from: chosen.purchase, to, request: { ...request, purchases: [to] }, economy: to === "spot" }];
  },
};

/** Commitments that the provider offers, as a discount off the job's prices: what hours cost whose term is used up by others too. */
export const commitment: Lever = {
  id: "commitment",
  moves: ({ request, chosen }) => {
    const { discount: already } = request;
    if (chosen.purchase !== "on-demand" || already === undefined) return [];
    const rate = chosen.price?.onDemand ?? null;
    const { machine } = chosen.candidate.bench;
    if (rate === null) return [];
    return commitmentResults(request, chosen).map(({ term, usdPerGpuHour }): Variant => {
      const to = Number((1 - (1 - already) * ((usdPerGpuHour * machine.node.gpus) / rate)).toPrecision(6));
      const scale = (1 - to) / (1 - already);
      const scaled = (p: Price): Price => ({
        ...p,
        onDemand: p.onDemand === null ? null : p.onDemand * scale,
        spot: p.spot === null ? null : p.spot * scale,
      });
      return {
        path: "where.prices.discount",
        from: String(already),
        to: String(to),
        note: term,
        request: { ...request, machines: request.machines.map((m) => ({ ...m, prices: m.prices.map(scaled) })) },
      };
    });
  },
};
