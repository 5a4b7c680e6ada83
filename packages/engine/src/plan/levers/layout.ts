import type { Layout } from "../../layout/layout.ts";
import { OFFLOADS, RECOMPUTES, SHARDINGS } from "../../method/stack.ts";
import { leftOut } from "../pins.ts";
import { doubledAndHalved, type Here, type Lever, SMALLER, type Variant, withLayout, withoutLayout } from "./lever.ts";

export const recompute: Lever = {
  id: "recompute",
  moves: ({ request, chosen, asked }) => {
    const { recompute: now, recomputeLayers: layers } = chosen.candidate.setup.layout;
    const open = withoutLayout(request, ["recomputeLayers"]);
    return RECOMPUTES.filter((r) => r !== now || layers !== null).map((r) => ({
      path: "layout.recompute",
      from: layers === null ? now : `${now}, ${layers} layers`,
      to: r,
      request: withLayout(open, { recompute: r }),
      also: layers === null ? [] : [leftOut("layout.recomputeLayers")],
      loosen: [[], ["microBatch"]],
      economy: now === "full" && asked.layout.recompute === "full",
    }));
  },
};

/** Of several replicas. */
export const sharding: Lever = {
  id: "sharding",
  moves: ({ request, chosen, asked }) => {
    const { sharding: now, dp, cp } = chosen.candidate.setup.layout;
    if (dp * cp === 1) return [];
    return SHARDINGS.filter((s) => s !== now).map((s) => ({
      path: "layout.sharding",
      from: now,
      to: s,
      request: withLayout(withoutLayout(request, ["shardGroup"]), { sharding: s }),
      loosen: SMALLER,
      economy: asked.layout.sharding !== undefined,
    }));
  },
};

export const offload: Lever = {
  id: "offload",
  moves: ({ request, chosen }) => {
    const now = chosen.candidate.setup.layout.offload;
    return OFFLOADS.filter((o) => o !== now).map((o) => ({
      path: "layout.offload",
      from: now,
      to: o,
      request: withLayout(request, { offload: o }),
      loosen: SMALLER,
    }));
  },
};

type Degree = "tp" | "pp" | "cp" | "ep";

/** Twice and half as many ranks along a dimension, the replicas taking up what is left. */
function degree(key: Degree, has: (here: Here) => boolean): Lever {
  return {
    id: key,
    moves: (here) => {
      const { layout } = here.chosen.candidate.setup;
      const now = layout[key];
      if (!has(here) && now === 1) return [];
      return doubledAndHalved(now).map((n): Variant => {
        const free = withoutLayout(here.request, ["sequenceParallel", "virtualPp", "shardGroup"]);
        const request = withLayout(free, { [key]: n } satisfies Partial<Layout>);
        return { path: `layout.${key}`, from: String(now), to: String(n), request, loosen: SMALLER };
      });
    },
  };
}

const several = ({ chosen }: Here): boolean => chosen.candidate.bench.cluster.gpus > 1;

/** Sequences from which on cutting them over cards is asked about. */
const LONG = 8192;

export const tp: Lever = degree("tp", several);
export const pp: Lever = degree("pp", several);
export const cp: Lever = degree("cp", (here) => several(here) && here.request.work.sequence >= LONG);
export const ep: Lever = degree("ep", (here) => several(here) && here.request.model.architecture.moe !== null);

/** Interleaved stages, of pipelines. */
export const virtualPp: Lever = {
  id: "virtual-pp",
  moves: ({ request, chosen }) => {
    const { pp: stages, virtualPp: now } = chosen.candidate.setup.layout;
    if (stages === 1) return [];
    return doubledAndHalved(now).map((n) => ({
      path: "layout.virtualPp",
      from: String(now),
      to: String(n),
      request: withLayout(request, { virtualPp: n }),
      loosen: SMALLER,
    }));
  },
};

/** Of tensor parallelism. */
export const sequenceParallel: Lever = {
  id: "sequence-parallel",
  moves: ({ request, chosen }) => {
    const { tp: ranks, sequenceParallel: now } = chosen.candidate.setup.layout;
    if (ranks === 1) return [];
    const change = withLayout(request, { sequenceParallel: !now });
    return [{ path: "layout.sequenceParallel", from: String(now), to: String(!now), request: change, loosen: SMALLER }];
  },
};
