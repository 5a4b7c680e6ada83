import type { Mla, Moe } from "@outlay/engine";
import type { Family } from "./family.ts";
import { type Fields, shown } from "./fields.ts";
import { type Dimension, KEYS } from "./keys.ts";

export type Count = (dimension: Dimension) => number | null;

interface Placement {
  readonly denseLayers: number;
  readonly everyN: number;
}

/** `moe_layer_freq` as a list: 0 dense, 1 MoE, one entry a layer. */
function placedByList(f: Fields, list: readonly unknown[]): Placement {
  const dense = list.filter((entry) => entry === 0).length;
  const leading = list.findIndex((entry) => entry !== 0);
  if (list.some((entry) => entry !== 0 && entry !== 1)) {
    f.say(
      "error",
      "model.wrong-type",
      { field: "moe_layer_freq", value: shown(list), allowed: "a whole number, or a list of 0 and 1" },
      "moe_layer_freq",
    );
  } else if (leading !== dense && leading >= 0) {
    f.say("note", "model.dense-layers-moved", { dense }, "moe_layer_freq");
  }
  return { denseLayers: dense, everyN: 1 };
}

/** Which layers hold experts. Dense layers listed one by one (Qwen) count as if they came first: the sums are the same. */
function placement(f: Fields, count: Count): Placement {
  const frequency = f.raw(["moe_layer_freq"])?.value;
  if (Array.isArray(frequency)) return placedByList(f, frequency);
  const listed = f.list("mlp_only_layers") ?? [];
  const first = listed.every((entry, i) => entry === i);
  if (!first) f.say("note", "model.dense-layers-moved", { dense: listed.length }, "mlp_only_layers");
  return { denseLayers: Math.max(count("denseLayers") ?? 0, listed.length), everyN: count("everyN") ?? 1 };
}

export function moeOf(f: Fields, family: Family, count: Count): Moe | null {
  const experts = count("experts") ?? 0;
  if (experts === 0) return null;
  const topK = f.need(family.keys?.topK ?? KEYS.topK.names, KEYS.topK.limit);
  const expertFfn = f.need(family.keys?.expertFfn ?? KEYS.expertFfn.names, KEYS.expertFfn.limit);
  const sharedFfn = count("sharedFfn") ?? 0;
  const shared = count("shared") ?? (sharedFfn > 0 ? 1 : 0);
  return {
    experts,
    topK,
    shared,
    expertFfn,
    sharedFfn: shared > 0 ? sharedFfn || expertFfn : 0,
    ...placement(f, count),
    routerBias: family.routerBias ?? false,
    ...(family.sharedGate && shared > 0 ? { sharedGate: true } : {}),
  };
}

export function mlaOf(f: Fields, count: Count): Mla | null {
  const kvLoraRank = count("kvLoraRank");
  if (kvLoraRank === null) return null;
  return {
    qLoraRank: count("qLoraRank"),
    kvLoraRank,
    nopeHeadDim: f.need(KEYS.nopeHeadDim.names, KEYS.nopeHeadDim.limit),
    ropeHeadDim: f.need(KEYS.ropeHeadDim.names, KEYS.ropeHeadDim.limit),
    vHeadDim: f.need(KEYS.vHeadDim.names, KEYS.vHeadDim.limit),
  };
}
