import type { Spreads } from "@outlay/engine";
import type { Figure } from "./data.ts";

const has = (f: Figure, ...strata: readonly string[]): boolean => strata.some((s) => f.strata.has(s));
const time = (f: Figure): boolean => f.domain === "time";
const sparse = (f: Figure): boolean => has(f, "flag:moe", "flag:mla");
const whole = (f: Figure): boolean => has(f, "task:pretrain", "task:full");
const adapted = (f: Figure): boolean => has(f, "task:adapter", "task:quantised") && !has(f, "flag:other-adapter");

export interface FigureSet {
  readonly name: string;
  readonly of: (f: Figure) => boolean;
}

/** The sets that the page speaks of. They overlap: an FP8 run of a mixture of experts stands in two. */
export const SETS: readonly FigureSet[] = [
  { name: "**step time**, all", of: time },
  {
    name: "dense pre-training and full fine-tuning, NVIDIA data-centre cards",
    of: (f) => time(f) && whole(f) && !sparse(f) && !has(f, "flag:consumer", "flag:amd", "flag:tpu"),
  },
  { name: "LoRA and QLoRA", of: (f) => time(f) && adapted(f) },
  { name: "other adapters", of: (f) => time(f) && has(f, "flag:other-adapter") },
  { name: "MoE and MLA", of: (f) => time(f) && sparse(f) },
  { name: "consumer and workstation cards", of: (f) => time(f) && has(f, "flag:consumer") },
  { name: "FP8", of: (f) => time(f) && has(f, "flag:fp8") },
  { name: "FP4", of: (f) => time(f) && has(f, "flag:fp4") },
  { name: "AMD and TPU", of: (f) => time(f) && has(f, "flag:amd", "flag:tpu") },
  { name: "**peak memory**, all", of: (f) => !time(f) },
  { name: "peak memory, pre-training", of: (f) => !time(f) && has(f, "task:pretrain") },
  { name: "peak memory, fine-tuning", of: (f) => !time(f) && !has(f, "task:pretrain") },
];

/** The factor on each side of a figure's 80 % interval. */
export function spreadOf(f: Figure, spreads: Spreads): number {
  if (!time(f)) return spreads.memory;
  if (sparse(f)) return spreads.time.moe;
  return whole(f) ? spreads.time.dense : spreads.time.adapter;
}

export const isConsumer = (f: Figure): boolean => has(f, "flag:consumer");

/** Kind of work, as the scatter colours it. */
export function kindOf(f: Figure): string {
  if (has(f, "flag:other-adapter")) return "other adapters";
  if (sparse(f)) return "MoE and MLA";
  if (has(f, "task:pretrain")) return "dense pre-training";
  if (has(f, "task:full")) return "full fine-tuning";
  return has(f, "task:quantised") ? "QLoRA" : "LoRA";
}

export const KINDS: readonly string[] = ["dense pre-training", "full fine-tuning", "LoRA", "QLoRA", "other adapters", "MoE and MLA"];
