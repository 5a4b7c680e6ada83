import type { Place } from "../../money/move.ts";
import type { DataSpec, PlanRequest } from "../request.ts";
import { type Here, type Lever, type Variant } from "./lever.ts";

const withData = (request: PlanRequest, change: Partial<DataSpec>): PlanRequest => ({ ...request, data: { ...request.data, ...change } });

const nameOf = ({ provider, region }: Place): string => (region === null ? provider : `${provider}/${region}`);

/** The largest clouds: where data lies most often. */
const ELSEWHERE = ["aws", "gcp", "azure"] as const;

/** Where the machine is, or in a cloud that isn't the machine's. */
export const place: Lever = {
  id: "data-place",
  moves: ({ request, chosen }) => {
    const { at } = request.data;
    const { machine } = chosen.candidate.bench;
    const here = machine.owned ? "owned" : machine.provider;
    const from = at === null ? "unsaid" : nameOf(at);
    const to = (provider: string): Variant => ({
      path: "data.at",
      from,
      to: provider,
      request: withData(request, { at: { provider, region: null } }),
    });
    const others = ELSEWHERE.filter((p) => p !== here).map(to);
    return at !== null && at.provider !== here && !machine.owned
      ? [to(here), ...others.filter((v) => v.to !== at.provider)]
      : others.slice(0, 1);
  },
};

const switched = (path: string, now: boolean, request: PlanRequest): Variant => ({ path, from: String(now), to: String(!now), request });

export const prefetch: Lever = {
  id: "prefetch",
  moves: ({ request }) => [switched("data.prefetch", request.data.prefetch, withData(request, { prefetch: !request.data.prefetch }))],
};

/** Of several passes over the data. */
export const cache: Lever = {
  id: "cache",
  moves: ({ request }) => {
    const { amount } = request.work;
    if (amount.kind === "steps" || amount.epochs === 1) return [];
    return [switched("data.cache", request.data.cached, withData(request, { cached: !request.data.cached }))];
  },
};

/** What a store gives: twice and half, from what is assumed where the job doesn't say. */
export const readRate: Lever = {
  id: "read-rate",
  moves: (here) => {
    const { request } = here;
    const now = Math.round(storeRate(here));
    return [2 * now, Math.ceil(now / 2)].map((n) => ({
      path: "data.readRate",
      from: String(now),
      to: String(n),
      request: withData(request, { readBytesPerSecond: n }),
    }));
  },
};

function storeRate({ request, chosen }: Here): number {
  const { nodes } = chosen.candidate.bench.cluster;
  return request.data.readBytesPerSecond ?? request.assumptions["read-bytes-per-second"].value * nodes;
}

const CORES_PER_GPU = 8;
const CORES_AHEAD = 16;

/** Tokenising on the way where it is done ahead or not said, and ahead where it is done on the way. */
export const preprocessing: Lever = {
  id: "preprocessing",
  moves: ({ request }) => {
    const { preparing, ahead } = request.data;
    const rate = request.assumptions["tokens-per-second-per-core"].value;
    const own = preparing ?? ahead;
    const tokensPerSecondPerCore = own?.tokensPerSecondPerCore ?? rate;
    const from = preparing ? "while-training" : ahead ? "ahead" : "unsaid";
    const to = preparing ? "ahead" : "while-training";
    const cores = preparing?.coresPerGpu ?? ahead?.cores;
    const change: Partial<DataSpec> = preparing
      ? { preparing: null, ahead: { tokensPerSecondPerCore, cores: cores ?? CORES_AHEAD } }
      : { preparing: { tokensPerSecondPerCore, coresPerGpu: cores ?? CORES_PER_GPU }, ahead: null };
    const also = cores === undefined ? [] : [{ path: "data.preprocessing.cores", value: String(cores) }];
    return [{ path: "data.preprocessing.when", from, to, request: withData(request, change), also }];
  },
};
