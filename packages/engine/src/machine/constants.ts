import type { Stack } from "../method/stack.ts";
import type { Accelerator } from "./accelerator.ts";
import type { Calibration, Constants, Factors, Spreads } from "./calibration.ts";

/** The constants that speak for a card and a stack, and which set they come from. */
export interface Resolved {
  readonly set: "full" | "few";
  readonly constants: Constants;
  readonly spreads: Spreads;
}

/** torch.compile fuses element-wise chains and shortens launches. Source: torchtitan benchmarks (1.157x, 8B). */
const COMPILE = { elementwise: 0.75, launch: 0.6 };

function compiled(constants: Constants, stack: Stack, compile: boolean): Constants {
  if (compile === stack.compiled) return constants;
  const scale = (n: number, by: number): number => (compile ? n * by : n / by);
  return { ...constants, elementwise: scale(constants.elementwise, COMPILE.elementwise), launch: scale(constants.launch, COMPILE.launch) };
}

/** Cards outside the data centre spread wider: coolers, power limits, hosts. */
function spreadsFor(calibration: Calibration, accelerator: Accelerator, own: Spreads): Spreads {
  const outside = accelerator.formFactor === "consumer" || accelerator.formFactor === "workstation";
  return outside ? calibration.consumerSpreads : own;
}

/** Constants with the factors of several levels multiplied in. */
export function scaled(base: Constants, levels: readonly (Factors | undefined)[]): Constants {
  const out: Record<string, unknown> = { ...base };
  const attention: Record<string, number> = { ...base.attention };
  for (const level of levels) {
    if (!level) continue;
    for (const [key, factor] of Object.entries(level)) {
      if (key.startsWith("attention.")) attention[key.slice(10)] = (attention[key.slice(10)] ?? 0) * factor;
      else out[key] = Number(out[key]) * factor;
    }
  }
  return { ...base, ...out, attention: { ...base.attention, ...attention } };
}

/** The fuller set for a card and a stack, whether or not both were measured: what wasn't has no factor of its own. */
export function fullConstants(calibration: Calibration, accelerator: Accelerator, stack: Stack, compile: boolean): Constants {
  const { full } = calibration;
  const levels = [
    full.generations[accelerator.generation],
    full.accelerators[accelerator.id],
    full.classes[stack.class],
    full.stacks[stack.id],
  ];
  return compiled(scaled(full.constants, levels), stack, compile);
}

function resolve(calibration: Calibration, accelerator: Accelerator, stack: Stack, compile: boolean): Resolved {
  const { few, full } = calibration;
  if (!full.generations[accelerator.generation] || !full.stacks[stack.id]) {
    const constants = { ...few.constants, ...few.generations[accelerator.generation] };
    return { set: "few", constants: compiled(constants, stack, compile), spreads: spreadsFor(calibration, accelerator, few.spreads) };
  }
  return {
    set: "full",
    constants: fullConstants(calibration, accelerator, stack, compile),
    spreads: spreadsFor(calibration, accelerator, full.spreads),
  };
}

/** Resolved once for a calibration, card and stack: a search asks for the same ones thousands of times. */
const known = new WeakMap<Calibration, Map<string, Resolved>>();

/**
 * The fuller set speaks when both the card's generation and the stack were measured; else the few numbers that hold for all.
 */
export function resolveConstants(calibration: Calibration, accelerator: Accelerator, stack: Stack, compile: boolean): Resolved {
  let byKey = known.get(calibration);
  if (!byKey) known.set(calibration, (byKey = new Map()));
  const key = `${accelerator.id} ${accelerator.generation} ${accelerator.formFactor} ${stack.id} ${stack.class} ${stack.compiled} ${compile}`;
  let found = byKey.get(key);
  if (!found) byKey.set(key, (found = resolve(calibration, accelerator, stack, compile)));
  return found;
}
