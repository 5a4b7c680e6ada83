import type { Stack } from "../method/stack.ts";
import type { Accelerator } from "./accelerator.ts";
import type { Calibration, Constants, Spreads } from "./calibration.ts";

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

/**
 * The fuller set speaks when both the card's generation and the stack's class were measured; else the few numbers that
 * hold for all. A stack's entry stands on its class's, that on the generation's, that on the common ones.
 */
export function resolveConstants(calibration: Calibration, accelerator: Accelerator, stack: Stack, compile: boolean): Resolved {
  const { few, full } = calibration;
  const generation = full.generations[accelerator.generation];
  const own = full.stacks[stack.id];
  if (!generation || !own) {
    return { set: "few", constants: compiled({ ...few.constants, ...few.generations[accelerator.generation] }, stack, compile), spreads: spreadsFor(calibration, accelerator, few.spreads) };
  }
  const merged: Constants = { ...few.constants, ...full.constants, ...generation, ...full.classes[stack.class], ...own };
  const matmul = merged.matmul * (full.accelerators[accelerator.id]?.matmul ?? 1);
  return { set: "full", constants: compiled({ ...merged, matmul }, stack, compile), spreads: spreadsFor(calibration, accelerator, full.spreads) };
}
