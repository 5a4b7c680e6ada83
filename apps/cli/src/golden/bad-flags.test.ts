import { expect } from "vitest";
import { type GoldenCase, goldenFile } from "./golden.ts";

const plan = (name: string, ...flags: readonly string[]): GoldenCase => ({ name, argv: ["plan", "gpt2", "--tokens", "1M", ...flags] });
const COLUMNS = "provider,instance_type,accelerator,accelerator_count,region,on_demand_usd_h,spot_usd_h,as_of";
const prices = (name: string, row: string): GoldenCase => ({
  ...plan(name, "--prices", "mine.csv"),
  files: { "mine.csv": `${COLUMNS}\n${row}\n` },
});
const config = (name: string, text: string): GoldenCase => ({
  name,
  argv: ["plan", "model/config.json", "--tokens", "1M"],
  files: { "model/config.json": text },
});

const explain = (name: string, path: string, ...flags: readonly string[]): GoldenCase => ({
  name: `explain: ${name}`,
  argv: ["explain", path, "-", ...flags],
  stdin: "model: gpt2\ndata: { tokens: 1M }\nwhere: { accelerators: l4, providers: aws, gpus: 1 }\n",
});

const CASES: readonly GoldenCase[] = [
  { name: "no arguments", argv: ["plan"] },
  { name: "an unknown flag", argv: ["plan", "gpt2", "--gpsu", "8"] },
  { name: "an unknown command", argv: ["plna", "gpt2"] },
  { name: "a flag without its value", argv: ["plan", "gpt2", "--gpus"] },
  { name: "an argument too many", argv: ["plan", "gpt2", "gpt2"] },
  plan("no GPUs", "--gpus", "0"),
  plan("GPUs the wrong way round", "--gpus", "8..1"),
  plan("a budget in words", "--budget", "a lot"),
  plan("no budget", "--budget", "0"),
  plan("a deadline without a unit that is known", "--deadline", "3 moons"),
  plan("a method with a spelling mistake", "--method", "qlroa"),
  plan("a precision that isn't known", "--precision", "int4"),
  plan("an unknown card", "--gpu", "h1OO"),
  plan("an unknown provider", "--provider", "amazon"),
  plan("an unknown stack", "--stack", "axolotle"),
  plan("an unknown LoRA target", "--targets", "q_porj"),
  plan("a region that nobody has", "--region", "moon-*"),
  plan("tokens and steps", "--steps", "10"),
  plan("--set without =", "--set", "training.sequence"),
  plan("--set of a field that isn't known", "--set", "training.sequnce=512"),
  plan("--set of a bad value", "--set", "training.sequence=long"),
  plan("--set into the prototype", "--set", "__proto__.polluted=1", "--set", "constructor.prototype.polluted=1"),
  plan("--set of a place that isn't there", "--owned", "h100", "--set", "where.owned.3.nodes=2"),
  plan("--owned without a card", "--owned", "@0.10"),
  plan("--owned with a card that isn't known", "--owned", "rtx-40900 x2"),
  plan("--owned with a thousand cards and more", "--owned", "h100 x99999"),
  plan("--as-of a day that isn't", "--as-of", "2026-02-30"),
  plan("--as-of a word", "--as-of", "yesterday"),
  plan("--lang that isn't had", "--lang", "fr"),
  plan("--seed of a word", "--seed", "lucky"),
  { name: "in Chinese", argv: ["plan", "gpt2", "--tokens", "none", "--gpus", "0", "--lang", "zh-CN"] },
  { name: "a model twice", argv: ["plan", "gpt2", "--model", "gpt2-xl", "--tokens", "1M"] },
  { name: "an unknown model, with the nearest", argv: ["plan", "--model", "mistral-7b-v0.9", "--tokens", "1M"] },
  { name: "an unknown model like none", argv: ["plan", "zzzzqqqq", "--tokens", "1M"] },
  { name: "a Hub id without network", argv: ["plan", "someone/something", "--tokens", "1M"] },
  { name: "a job file that isn't there", argv: ["plan", "nowhere/job.yaml"] },
  { name: "a configuration that isn't there", argv: ["plan", "nowhere/config.json"] },
  { name: "a data file as the job", argv: ["plan", "notes.jsonl"], files: { "notes.jsonl": '{"text": "a"}\n' } },
  { name: "a folder without a configuration", argv: ["plan", "empty", "--tokens", "1M"], files: { "empty/readme.txt": "" } },
  config(
    "a configuration without layers",
    '{ "model_type": "llama", "hidden_size": 4096, "num_attention_heads": 32, "vocab_size": 32000, "intermediate_size": 11008 }',
  ),
  config(
    "a configuration with a bad value",
    '{ "model_type": "llama", "hidden_size": "wide", "num_hidden_layers": 2, "num_attention_heads": 32, "vocab_size": 32000, "intermediate_size": 11008 }',
  ),
  config("a configuration that is cut", '{ "model_type": "llama", "hidden_size": 40'),
  { name: "an inline model without layers", argv: ["plan", "-"], stdin: "model: { hidden: 512, heads: 8 }\ndata: { tokens: 1M }\n" },
  { ...plan("a price list that isn't there", "--prices", "mine.csv") },
  prices("a price list with a bad row", "me,box,h100,8,eu,cheap,,"),
  prices("a price list with a card that isn't known", "me,box,h1000,8,eu,20,,2026-11-01"),
  prices("a price list with a count that isn't the instance's", "aws,p5.48xlarge,h100,4,us-east-1,20,,"),
  { ...plan("a price list with a cell too few", "--prices", "mine.csv"), files: { "mine.csv": `${COLUMNS}\nme,box,h100\n` } },
  { ...plan("a price list with other columns", "--prices", "mine.csv"), files: { "mine.csv": "a,b\n1,2\n" } },
  { ...plan("a data file that isn't there"), argv: ["plan", "gpt2", "--data", "notes.jsonl"] },
  plan("--set of nothing where there is nothing", "--set", "training.sequence=", "--gpus", "0"),
  {
    name: "a base model that isn't known",
    argv: ["plan", "gpt2", "--tokens", "1M", "--set", "model.base=gpt9", "--set", "model.layers=6"],
  },
  { name: "a changed shape that can't be", argv: ["plan", "gpt2", "--tokens", "1M", "--set", "model.kvHeads=5"] },
  { name: "a changed shape with a field that isn't known", argv: ["plan", "gpt2", "--tokens", "1M", "--set", "model.depth=5"] },
  { name: "whatif: no job", argv: ["whatif"] },
  { name: "whatif: an unknown model", argv: ["whatif", "zzzzqqqq", "--tokens", "1M"] },
  { name: "whatif: an unknown flag", argv: ["whatif", "gpt2", "--lever", "tp"] },
  { name: "whatif: a bad field", argv: ["whatif", "gpt2", "--tokens", "1M", "--set", "training.globalBatch=many"] },
  { name: "explain: no path", argv: ["explain"] },
  { name: "explain: the job in place of the path", argv: ["explain", "outlay.yaml"] },
  { name: "explain: no job", argv: ["explain", "plans.0.costUsd"] },
  explain("a path that isn't there", "plans.0.stepSecond"),
  explain("a path of no plan", "costUsd"),
  explain("a path beyond the list", "plans.7.mfu"),
  explain("a path that is text", "plans.0.stack"),
  explain("a path that is a list", "plans.0.settings"),
  explain("a path into the prototype", "plans.0.constructor"),
  explain("a path of nothing that fits", "plans.0.mfu", "--gpu", "t4", "--model", "meta-llama/Llama-3.1-70B", "--method", "full"),
  { ...explain("in Chinese", "plans.0.mfuu"), argv: ["explain", "plans.0.mfuu", "-", "--lang", "zh-CN"] },
  { name: "models: a bad size", argv: ["models", "--min-parameters", "big"] },
  { name: "gpus: a bad memory", argv: ["gpus", "--min-memory", "lots"] },
  { name: "prices: a bad price", argv: ["prices", "--max", "cheap"] },
  { name: "prices: an unknown card", argv: ["prices", "h1000"] },
  { name: "prices: an unknown provider", argv: ["prices", "--provider", "amazon"] },
  { name: "gpus: an unknown vendor", argv: ["gpus", "--vendor", "nvidea"] },
  { name: "models: an unknown family", argv: ["models", "--family", "lama"] },
  { name: "models: sizes the wrong way round", argv: ["models", "--min-parameters", "70B", "--max-parameters", "7B"] },
];

goldenFile("bad-flags", CASES, ({ code, out }) => {
  expect(code).toBe(2);
  expect(out).toBe("");
});
