import type { Architecture, Window } from "@outlay/engine";
import type { Family, WindowKeys } from "./family.ts";
import { type Fields, shown } from "./fields.ts";
import { WINDOW } from "./keys.ts";

type Core = Pick<Architecture, "layers" | "maxPositions">;

const WINDOWED: ReadonlySet<unknown> = new Set(["sliding_attention", "chunked_attention", "local_attention", "local"]);
const FULL: ReadonlySet<unknown> = new Set(["full_attention", "global_attention", "global", "attention"]);

/** The `every` of a regular pattern whose full layers come last in each group; null when the layers follow none. */
function period(full: readonly boolean[]): number | null {
  const first = full.indexOf(true) + 1;
  if (first === 0) return 1;
  if (first < 2) return null;
  return full.every((isFull, i) => isFull === ((i + 1) % first === 0)) ? first : null;
}

/** The regular pattern with nearly as many full layers; null when most layers are full. */
function nearest(f: Fields, fullLayers: number, layers: number, key: string): number | null {
  const every = fullLayers === 0 ? 1 : Math.max(2, Math.round(layers / fullLayers));
  const asFull = fullLayers > (3 * layers) / 4;
  const kept = asFull ? layers : Math.floor(layers / every);
  if (kept !== fullLayers) f.say("note", "model.window-approximated", { full: fullLayers, layers, used: kept }, key);
  return asFull ? null : every;
}

function everyOfTypes(f: Fields, types: readonly unknown[], layers: number): number | null {
  const known = types.filter((t) => WINDOWED.has(t) || FULL.has(t)).length;
  if (known < types.length) {
    const other = new Set(types.filter((t) => !WINDOWED.has(t) && !FULL.has(t)).map(shown));
    f.say("warning", "model.unknown-layer-type", { types: [...other].slice(0, 4).join(", "), count: types.length - known }, "layer_types");
  }
  if (types.length !== layers) f.say("warning", "model.layer-types-length", { found: types.length, layers }, "layer_types");
  const full = types.slice(0, layers).map((t) => !WINDOWED.has(t));
  const fullLayers = full.filter(Boolean).length;
  if (fullLayers === full.length) return null;
  return period(full) ?? nearest(f, fullLayers, full.length, "layer_types");
}

/** Qwen: the window starts after `max_window_layers` layers, and only where it is switched on. */
function everyOfSwitch(f: Fields, layers: number): number | null {
  const full = Math.min(f.count(["max_window_layers"], { min: 0, max: 1_000_000 }) ?? 0, layers);
  return full === layers ? null : nearest(f, full, layers, "max_window_layers");
}

/** Llama 4: a layer without RoPE (0 in the list) sees everything. */
function everyOfRopeList(f: Fields, list: readonly unknown[]): number | null {
  const full = list.map((hasRope) => hasRope === 0);
  const fullLayers = full.filter(Boolean).length;
  if (fullLayers === full.length) return null;
  return period(full) ?? nearest(f, fullLayers, full.length, "no_rope_layers");
}

function every(f: Fields, keys: WindowKeys, layers: number): number | null {
  const types = f.list("layer_types");
  if (types && types.length > 0) return everyOfTypes(f, types, layers);
  if (f.has("use_sliding_window")) return everyOfSwitch(f, layers);
  const ropes = keys.chunked ? f.list("no_rope_layers") : null;
  if (ropes && ropes.length > 0) return everyOfRopeList(f, ropes);
  return (keys.pattern ? f.count(keys.pattern, { min: 1, max: 10_000 }) : null) ?? keys.every;
}

/** The window of a config, null when every layer sees everything (also when the window is as long as the context). */
export function windowOf(f: Fields, family: Family, a: Core): Window | null {
  const keys = family.window;
  if (!keys || f.raw(["use_sliding_window"])?.value === false) return null;
  const size = f.count([keys.size], WINDOW);
  if (size === null || (a.maxPositions !== null && size >= a.maxPositions)) return null;
  const step = every(f, keys, a.layers);
  if (step === null) return null;
  return { size, every: step, ...(keys.chunked ? { chunked: true } : {}) };
}
