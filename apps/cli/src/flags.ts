import type { Command } from "commander";

/** A flag and the field of the job that it sets. */
interface Flag {
  readonly flag: string;
  readonly path: string;
  readonly help: string;
}

/** Every field that has a flag of its own; any other takes --set. */
const FLAGS: readonly Flag[] = [
  { flag: "--model <name>", path: "model", help: "catalog name, Hub id, config.json, model folder" },
  { flag: "--method <kind>", path: "method.kind", help: "lora unless given; pretrain, continue, full, freeze, dora, qlora" },
  { flag: "--objective <kind>", path: "objective.kind", help: "sft unless given; dpo, ipo, kto, orpo, simpo, reward, ppo, grpo" },
  { flag: "--rank <n>", path: "method.rank", help: "LoRA rank" },
  { flag: "--targets <list>", path: "method.targets", help: "all-linear, qv, qkvo or names such as q_proj,v_proj" },
  { flag: "--base <dtype>", path: "method.base", help: "storage of frozen weights: bf16, int8, nf4, nf4-dq" },
  { flag: "--data <path>", path: "data.file", help: "data file or folder: jsonl, json, csv, txt, parquet" },
  { flag: "--text-field <name>", path: "data.textField", help: "column that holds the text" },
  { flag: "--epochs <n>", path: "data.epochs", help: "passes over the data" },
  { flag: "--tokens <n>", path: "data.tokens", help: "instead of data: 300M, 1.4T" },
  { flag: "--samples <n>", path: "data.samples", help: "instead of data, with --tokens-per-sample" },
  { flag: "--tokens-per-sample <n>", path: "data.tokensPerSample", help: "mean length of a sample" },
  { flag: "--steps <n>", path: "data.steps", help: "optimizer steps" },
  { flag: "--unique-tokens <n>", path: "data.uniqueTokens", help: "tokens that differ, where they are passed more than once" },
  { flag: "--sequence <n>", path: "training.sequence", help: "longest sequence in tokens" },
  { flag: "--global-batch <n>", path: "training.globalBatch", help: "sequences per optimizer step; pairs or prompts with an --objective" },
  { flag: "--micro-batch <n>", path: "training.microBatch", help: "sequences per GPU and pass" },
  { flag: "--grad-accum <n>", path: "training.gradAccum", help: "passes per optimizer step" },
  { flag: "--precision <p>", path: "training.precision", help: "bf16, fp16, fp8, tf32, fp32" },
  { flag: "--optimizer <o>", path: "training.optimizer", help: "adamw, paged-adamw-8bit, adafactor..." },
  { flag: "--attention <kernel>", path: "training.attention", help: "eager, sdpa, flash-2, flash-3, cudnn" },
  { flag: "--padding <how>", path: "training.padding", help: "longest, max, packed" },
  { flag: "--compile <bool>", path: "training.compile", help: "torch.compile" },
  { flag: "--learning-rate <n>", path: "training.learningRate", help: "peak learning rate" },
  { flag: "--recompute <how>", path: "layout.recompute", help: "none, selective, full" },
  { flag: "--tp <n>", path: "layout.tp", help: "tensor parallel" },
  { flag: "--pp <n>", path: "layout.pp", help: "pipeline parallel" },
  { flag: "--virtual-pp <n>", path: "layout.virtualPp", help: "interleaved stages per rank" },
  { flag: "--cp <n>", path: "layout.cp", help: "context parallel" },
  { flag: "--ep <n>", path: "layout.ep", help: "expert parallel" },
  { flag: "--dp <n>", path: "layout.dp", help: "data parallel" },
  { flag: "--sharding <how>", path: "layout.sharding", help: "none, zero-1, zero-2, zero-3, fsdp, hsdp" },
  { flag: "--offload <what>", path: "layout.offload", help: "none, optimizer, params" },
  { flag: "--stack <name>", path: "stack", help: "hf-trainer, axolotl, unsloth, megatron-lm, torchtitan..." },
  { flag: "--gpu <names>", path: "where.accelerators", help: "cards, separated by commas: a10g,l4" },
  { flag: "--gpus <range>", path: "where.gpus", help: "how many: 8, 1..8, >=4" },
  { flag: "--nodes <range>", path: "where.nodes", help: "how many nodes" },
  { flag: "--provider <names>", path: "where.providers", help: "aws, gcp, lambda..." },
  { flag: "--region <globs>", path: "where.regions", help: "us-*, eu-west-1..." },
  { flag: "--instance-type <globs>", path: "where.instanceTypes", help: "g5.xlarge, p5.*" },
  { flag: "--purchase <terms>", path: "where.purchase", help: "on-demand, spot, or both" },
  { flag: "--prices <file>", path: "where.prices.file", help: "your own price list (csv, the columns of the catalog's offers)" },
  { flag: "--discount <fraction>", path: "where.prices.discount", help: "off the catalog's prices: 0.2 or 20%" },
  { flag: "--minimise <what>", path: "goal.minimise", help: "cost, time, value, carbon, gpus, hourly" },
  { flag: "--maximise <what>", path: "goal.maximise", help: "tokens: as many as budget, GPU-hours or deadline buy" },
  { flag: "--loss <nats>", path: "goal.loss", help: "pre-training: as many tokens as bring this loss" },
  {
    flag: "--serving-tokens <n>",
    path: "goal.servingTokens",
    help: "pre-training: as many tokens as are best for serving so many, or what size is",
  },
  { flag: "--flop <n>", path: "goal.flop", help: "as many tokens as these FLOPs buy: 1e22" },
  { flag: "--gpu-hours <n>", path: "goal.gpuHours", help: "most GPU-hours, with --maximise tokens" },
  { flag: "--budget <usd>", path: "goal.budget", help: "$500" },
  { flag: "--deadline <time>", path: "goal.deadline", help: "24h, 2 days" },
  { flag: "--carbon <kg>", path: "goal.carbon", help: "most CO2 equivalent: 5kg, 500g, 2t" },
  { flag: "--confidence <p>", path: "goal.confidence", help: "probability with which budget, deadline and CO2 must hold" },
  { flag: "--p-fits <p>", path: "goal.pFits", help: "least probability of fitting in memory" },
];

/** Flags of a search, beside those of its run. */
const SWEEP_FLAGS: readonly Flag[] = [
  { flag: "--kind <kind>", path: "sweep.kind", help: "grid, random, bayesian, halving, hyperband, asha, population, mu-transfer" },
  { flag: "--trials <n>", path: "sweep.trials", help: "how many; else as many as --top and --probability ask for" },
  { flag: "--workers <n>", path: "sweep.workers", help: "trials at a time" },
  { flag: "--length <share>", path: "sweep.length", help: "share of the run that a full trial takes: 10%" },
  { flag: "--reduction <n>", path: "sweep.reduction", help: "halving: one trial in so many goes on" },
  { flag: "--shortest <share>", path: "sweep.shortest", help: "halving: share of a full trial that the first rung takes" },
  { flag: "--top <share>", path: "sweep.top", help: "to land among the best 5%" },
  { flag: "--probability <p>", path: "sweep.probability", help: "with this probability" },
  { flag: "--proxy-parameters <n>", path: "sweep.proxy.parameters", help: "size of the small model that trials run on: 40M" },
  { flag: "--proxy-tokens <n>", path: "sweep.proxy.tokens", help: "tokens that a trial of the small model takes" },
];
export const ALL_FLAGS: readonly Flag[] = [...FLAGS, ...SWEEP_FLAGS];

/** The option that commander makes of a flag. */
export const keyOf = (flag: string): string =>
  (/^--([a-z-]+)/.exec(flag)?.[1] ?? "").replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

export function addSweepFlags(command: Command): Command {
  for (const { flag, help } of SWEEP_FLAGS) command.option(flag, help);
  return command;
}

export function addJobFlags(command: Command): Command {
  for (const { flag, help } of FLAGS) command.option(flag, help);
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  command.option("--owned <card>", 'hardware of your own: "rtx-4090 x1 @0.10" (repeatable)', collect);
  command.option("--set <path=value>", "any field of the job; no value leaves it out (repeatable)", collect);
  return command;
}
