import type { Calibration, ConstantKey, Constants, Factors } from "@outlay/engine";

export type Domain = "time" | "memory";
export type Level = "common" | "generations" | "accelerators" | "classes" | "stacks";

/** A number that the fit moves: a constant, or the factor by which a group departs from its parent. In logarithms, about 0, with a prior sd. */
export interface Parameter {
  readonly domain: Domain;
  readonly level: Level;
  /** Generation, card, class or stack; empty for common constants. */
  readonly group: string;
  readonly key: ConstantKey;
  readonly sd: number;
}

type Prior = Readonly<Partial<Record<ConstantKey, number>>>;

/** How far a constant may move from what was known before, and a group from its parent: log-sd. Keys left out stay at their textbook value. */
const PRIORS: Readonly<Record<Domain, Readonly<Record<Level, Prior>>>> = {
  time: {
    common: {
      matmul: 0.1,
      bandwidth: 0.1,
      elementwise: 0.3,
      misaligned: 0.5,
      narrowHead: 0.4,
      fp8Gain: 0.1,
      fp4Gain: 0.25,
      fp8Cast: 0.5,
      launch: 0.2,
      launchTp: 0.7,
      launchLora: 0.5,
      launchMoe: 0.6,
      tp: 0.3,
      tpOverlap: 0.2,
      collectiveLatency: 0.5,
      fsdpBytes: 0.2,
      fsdpLink: 0.4,
      fsdpHidden: 0.1,
      gradientBytes: 0.2,
      gradientExposed: 0.4,
      network: 0.2,
      allToAll: 0.4,
      allToAllHidden: 0.3,
      moePermute: 0.5,
      moeRouting: 0.7,
      expertMatmul: 0.2,
      expertLaunch: 1,
      headOnLastStage: 0.3,
      loraTraffic: 0.5,
      dequantBytes: 0.3,
      stepOverhead: 0.7,
      scale: 0.5,
      "attention.eager": 0.2,
      "attention.sdpa": 0.2,
      "attention.flash-2": 0.2,
      "attention.flash-3": 0.2,
      "attention.cudnn": 0.2,
    },
    generations: {
      matmul: 0.1,
      elementwise: 0.15,
      "attention.sdpa": 0.3,
      "attention.flash-2": 0.3,
      "attention.flash-3": 0.3,
      "attention.cudnn": 0.3,
      fp8Gain: 0.1,
      tp: 0.2,
      dequantBytes: 0.2,
    },
    accelerators: { matmul: 0.1, elementwise: 0.1 },
    classes: { overall: 0.1, elementwise: 0.25, launch: 0.2 },
    stacks: { overall: 0.08, elementwise: 0.2, launch: 0.1, tp: 0.2, fsdpLink: 0.2, gradientExposed: 0.3 },
  },
  memory: {
    common: { activations: 0.2, liveLayers: 0.3, logits: 0.2, slack: 0.5, context: 0.3 },
    generations: {},
    accelerators: {},
    classes: { activations: 0.2, liveLayers: 0.2, logits: 0.2, slack: 0.4, context: 0.3 },
    stacks: { activations: 0.25, liveLayers: 0.2, logits: 0.25, slack: 0.4, context: 0.35 },
  },
};

export interface Groups {
  readonly generations: readonly string[];
  readonly accelerators: readonly string[];
  readonly classes: readonly string[];
  readonly stacks: readonly string[];
}

/** The parameters of a domain for the groups that were measured. */
export function parametersFor(domain: Domain, groups: Groups): readonly Parameter[] {
  const list: Parameter[] = [];
  for (const [level, prior] of Object.entries(PRIORS[domain]) as [Level, Prior][]) {
    const names = level === "common" ? [""] : groups[level];
    for (const group of names)
      for (const [key, sd] of Object.entries(prior) as [ConstantKey, number][]) list.push({ domain, level, group, key, sd });
  }
  return list;
}

/** Shares can't reach the whole. */
const MOST: Readonly<Partial<Record<ConstantKey, number>>> = {
  matmul: 0.95,
  bandwidth: 0.95,
  fsdpHidden: 0.95,
  allToAllHidden: 0.95,
  gradientExposed: 1,
  network: 1,
  fp8Gain: 2,
  fp4Gain: 4,
  "attention.eager": 0.9,
  "attention.sdpa": 0.85,
  "attention.flash-2": 0.85,
  "attention.flash-3": 0.85,
  "attention.cudnn": 0.85,
};

function movedConstants(base: Constants, moves: ReadonlyMap<ConstantKey, number>): Constants {
  const out: Record<string, unknown> = { ...base };
  const attention: Record<string, number> = { ...base.attention };
  for (const [key, log] of moves) {
    const at = key.startsWith("attention.") ? attention : out;
    const name = key.startsWith("attention.") ? key.slice(10) : key;
    at[name] = Math.min(MOST[key] ?? Number.POSITIVE_INFINITY, Number(at[name]) * Math.exp(log));
  }
  return { ...base, ...out, attention: { ...base.attention, ...attention } };
}

/** A calibration whose fuller set is moved by the values of parameters (logs). */
export function moved(base: Calibration, parameters: readonly Parameter[], values: ArrayLike<number>): Calibration {
  const common = new Map<ConstantKey, number>();
  const levels: Record<Exclude<Level, "common">, Record<string, Record<string, number>>> = {
    generations: {},
    accelerators: {},
    classes: {},
    stacks: {},
  };
  for (const [i, p] of parameters.entries()) {
    const value = values[i] ?? 0;
    if (p.level === "common") common.set(p.key, value);
    else (levels[p.level][p.group] ??= {})[p.key] = Math.exp(value);
  }
  const { full } = base;
  const joined = (old: Readonly<Record<string, Factors>>, by: Record<string, Record<string, number>>): Record<string, Factors> => {
    const out: Record<string, Factors> = { ...old };
    for (const [group, factors] of Object.entries(by)) {
      const before: Record<string, number> = { ...out[group] };
      for (const [key, factor] of Object.entries(factors)) before[key] = (before[key] ?? 1) * factor;
      out[group] = before;
    }
    return out;
  };
  return {
    ...base,
    full: {
      ...full,
      constants: movedConstants(full.constants, common),
      generations: joined(full.generations, levels.generations),
      accelerators: joined(full.accelerators, levels.accelerators),
      classes: joined(full.classes, levels.classes),
      stacks: joined(full.stacks, levels.stacks),
    },
  };
}
