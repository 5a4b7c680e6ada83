import type { Architecture } from "../../model/architecture.ts";
import { reshaped } from "../../model/reshape.ts";
import type { Pin } from "../pins.ts";
import { type Here, type Lever, SMALLER, type Variant } from "./lever.ts";

/** Shapes may be chosen while a model is yet to be trained. */
const isOpen = ({ request }: Here): boolean => request.method.kind === "pretrain";

function shaped(here: Here, change: Partial<Architecture>): Pick<Variant, "request" | "loosen"> {
  const { model } = here.request;
  return { request: { ...here.request, model: { ...model, architecture: { ...model.architecture, ...change } } }, loosen: SMALLER };
}

/** Half as deep and twice as deep at equal parameters; width, heads and MLP follow. */
export const depth: Lever = {
  id: "depth",
  moves: (here) => {
    const a = here.request.model.architecture;
    if (!isOpen(here)) return [];
    return [Math.floor(a.layers / 2), 2 * a.layers].flatMap((layers): Variant[] => {
      const shape = reshaped(a, layers);
      if (!shape) return [];
      const { hidden, heads, kvHeads, ffn } = shape;
      const also = Object.entries({ hidden, heads, kvHeads, ffn }).map(([key, n]): Pin => ({ path: `model.${key}`, value: String(n) }));
      const change = shaped(here, { layers, hidden, heads, kvHeads, ffn });
      return [
        {
          path: "model.layers",
          from: String(a.layers),
          to: String(layers),
          ...change,
          also,
          note: `hidden ${hidden}`,
          economy: layers < a.layers,
        },
      ];
    });
  },
};

/** Sequences from which on a window is worth asking about, and its size. */
const LONG = 8192;
const WINDOW = 4096;

export const window: Lever = {
  id: "window",
  moves: (here) => {
    const a = here.request.model.architecture;
    if (!isOpen(here) || a.mla !== null || a.ssm || a.decoderLayers !== undefined) return [];
    if (a.window !== null) return [];
    const size = here.request.work.sequence >= LONG ? WINDOW : Math.max(64, Math.floor(here.request.work.sequence / 2));
    const change = shaped(here, { window: { size, every: 1 } });
    return [{ path: "model.window.size", from: "none", to: String(size), ...change, economy: here.request.work.sequence >= LONG }];
  },
};

/** A gated MLP has three matrices where a plain one has two. */
export const gate: Lever = {
  id: "gate",
  moves: (here) => {
    const a = here.request.model.architecture;
    if (!isOpen(here) || a.ssm) return [];
    return [{ path: "model.gated", from: String(a.gated), to: String(!a.gated), ...shaped(here, { gated: !a.gated }) }];
  },
};

/** Pairs of layers with one set of weights. */
export const sharedLayers: Lever = {
  id: "shared-layers",
  moves: (here) => {
    const a = here.request.model.architecture;
    const now = a.sharedLayers ?? 1;
    if (!isOpen(here) || a.ssm || a.moe || a.decoderLayers !== undefined || a.layers % 2 !== 0 || now > 1) return [];
    return [{ path: "model.sharedLayers", from: "1", to: "2", ...shaped(here, { sharedLayers: 2 }) }];
  },
};

/** Another activation function: fused, it takes no more time. */
export const activation: Lever = {
  id: "activation",
  moves: (here) => {
    const { activation: now, ssm } = here.request.model.architecture;
    if (!isOpen(here) || ssm) return [];
    const to = now === "silu" ? "gelu" : "silu";
    return [{ path: "model.activation", from: now, to, ...shaped(here, { activation: to }) }];
  },
};

/** Half as many heads of keys and values. */
export const keyHeads: Lever = {
  id: "key-heads",
  moves: (here) => {
    const a = here.request.model.architecture;
    if (!isOpen(here) || a.mla || a.ssm || a.kvHeads % 2 !== 0) return [];
    const n = a.kvHeads / 2;
    return [{ path: "model.kvHeads", from: String(a.kvHeads), to: String(n), ...shaped(here, { kvHeads: n }) }];
  },
};

/** Width of a factorised embedding. */
const FACTOR = 16;

export const embedding: Lever = {
  id: "embedding",
  moves: (here) => {
    const a = here.request.model.architecture;
    const size = Math.floor(a.hidden / FACTOR);
    if (!isOpen(here) || a.embeddingSize !== undefined || a.positionWidth !== undefined || a.decoderLayers !== undefined || size < 64)
      return [];
    return [{ path: "model.embeddingSize", from: String(a.hidden), to: String(size), ...shaped(here, { embeddingSize: size }) }];
  },
};

/** Relatives of the model, smaller and larger: the number of parameters. */
export const size: Lever = {
  id: "size",
  moves: ({ request, all }) =>
    (all.models ?? []).map((model) => ({
      path: "model",
      from: request.model.name,
      to: model.name,
      request: { ...request, model },
      loosen: SMALLER,
    })),
};
