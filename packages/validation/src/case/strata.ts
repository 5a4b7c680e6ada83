import type { Accelerator, Setup } from "@outlay/engine";
import type { Task } from "../method/method.ts";

export type Scale = "1-gpu" | "node" | "multi-node";

function scaleOf(setup: Setup): Scale {
  const { gpus, nodes } = setup.cluster;
  if (gpus <= 1) return "1-gpu";
  return nodes <= 1 ? "node" : "multi-node";
}

function word(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

/** Flags of a card that the science knows to matter. */
function cardFlags(a: Accelerator): string[] {
  const flags: string[] = [];
  if (a.formFactor === "consumer" || a.formFactor === "workstation") flags.push("consumer");
  if (a.vendor === "amd") flags.push("amd");
  if (a.formFactor === "tpu") flags.push("tpu");
  return flags;
}

/** Stratum ids: the task, scale and generation alone and together, and flags. */
export function strataOf(c: { task: Task; setup: Setup; precision: string; flags: readonly string[] }): readonly string[] {
  const { setup, task } = c;
  const scale = scaleOf(setup);
  const generation = word(setup.cluster.accelerator.generation);
  const { moe, mla } = setup.table.architecture;
  const flags = [...cardFlags(setup.cluster.accelerator), ...c.flags];
  if (moe) flags.push("moe");
  if (mla) flags.push("mla");
  if (/fp4/i.test(c.precision)) flags.push("fp4");
  else if (setup.precision === "fp8") flags.push("fp8");
  return [`task:${task}`, `scale:${scale}`, `generation:${generation}`, `${task}/${scale}/${generation}`, ...flags.map((f) => `flag:${f}`)];
}
