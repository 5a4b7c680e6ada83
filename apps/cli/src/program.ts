import { Command, CommanderError, Option } from "commander";
import { EXIT, type ExitCode } from "./exit.ts";
import { addJobFlags, addSweepFlags } from "./flags.ts";
import type { Io } from "./io.ts";
import { VERSION } from "./version.ts";

type Options = Readonly<Record<string, unknown>>;

const EXAMPLES = `
Examples:
  outlay plan --model mistralai/Mistral-7B-v0.1 --method qlora --data notes.jsonl --epochs 3
  outlay plan outlay.yaml --json
  outlay plan meta-llama/Llama-3.1-8B --method full --tokens 300M --gpu h100 --gpus 8
  outlay plan --model Qwen/Qwen2.5-7B --method lora --tokens 50M --owned "rtx-4090 x2 @0.10"
  outlay sweep outlay.yaml --kind asha --trials 64 --workers 8
  outlay whatif outlay.yaml
  outlay explain plans.0.costUsd outlay.yaml
  outlay prices h100 --region "us-*"
  outlay validate measured.jsonl --json
  outlay serve

Exit codes: 0 done, 2 bad input, 3 nothing fits, 4 over budget, deadline or CO2,
130 interrupted.`;

const PLAN_NOTES = `
A job file has the same fields, and more; flags are laid over it. Amounts are read as
people write them: 12M, 80GB, 3h, $500. Without --gpu, --provider, --region or --owned
everything in the catalog is considered.

  outlay plan outlay.yaml --gpus 1..8 --budget '$200' --set run.checkpoints.every=500`;

const SWEEP_NOTES = `
The job is that of outlay plan, with a search in it; flags are laid over it.

  sweep: { kind: asha, trials: 64, workers: 8, length: 10%, space: { learningRate: [1e-4, 3e-4, 1e-3], globalBatch: 4 } }

  outlay sweep outlay.yaml --kind random --top 5% --probability 0.95 --workers 4`;

const EXPLAIN_NOTES = `
The path is one of the result that outlay plan --json prints; plans.0 is the chosen plan.

  outlay explain plans.0.stepSeconds outlay.yaml
  outlay explain plans.0.bill.0 outlay.yaml --json
  outlay explain plans.0.memoryBytes.parts.2 outlay.yaml --all`;

const WHATIF_NOTES = `
The job is that of outlay plan. All else stays as in its plan: the first fields of the output
hold it, so that

  outlay plan outlay.yaml --set FIELD=VALUE... --set PATH=TO

gives the very numbers of a line. Fields that must change with a lever stand below it.

  outlay whatif outlay.yaml --all
  outlay whatif outlay.yaml --json`;

/** A day of the calendar, as YYYY-MM-DD. */
function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** Flags that every command has, read once. */
async function common(
  options: Options,
  io: Io,
): Promise<{ language: "en" | "zh-CN"; json: boolean; offline: boolean; today: string; seed: number } | null> {
  const { LANGUAGES, loadLanguage, parseCount } = await import("@outlay/schema");
  const { tell } = await import("./io.ts");
  const language = LANGUAGES.find((l) => l === (options["lang"] ?? "en"));
  if (language) await loadLanguage(language);
  const asOf = options["asOf"];
  const bad = (code: string, path: string, value: unknown): null => {
    tell(io, [{ code, severity: "error", path, values: { value: JSON.stringify(value) } }], language ?? "en");
    return null;
  };
  if (!language) return bad("job.bad-lang", "--lang", options["lang"]);
  if (asOf !== undefined && !isDay(asOf)) return bad("job.bad-as-of", "--as-of", asOf);
  const seed = options["seed"] === undefined ? 1 : parseCount(options["seed"]);
  if (seed === null || seed < 1 || !Number.isSafeInteger(seed)) return bad("job.bad-seed", "--seed", options["seed"]);
  const today = isDay(asOf) ? asOf : io.now().toISOString().slice(0, 10);
  return { language, json: options["json"] === true, offline: options["offline"] === true, today, seed };
}

/** Common flags that a command may have no use for; it takes them all the same, but its help doesn't offer them. */
type Use = "offline" | "as-of" | "seed";

function addCommon(command: Command, uses: readonly Use[]): Command {
  const common = (use: Use, flags: string, help: string): void => {
    const option = new Option(flags, help);
    command.addOption(uses.includes(use) ? option : option.hideHelp());
  };
  command
    .option("--json", "the whole result as JSON")
    .option("--lang <language>", "en or zh-CN")
    .option("--color", "colour, also where the output is no terminal")
    .option("--no-color", "no colour");
  common("offline", "--offline", "use the catalog and the cache, no network");
  common("as-of", "--as-of <date>", "judge the age of prices against this day");
  common("seed", "--seed <n>", "seed of sampling");
  return command;
}

/** The flag has the last word on colour. */
function coloured(io: Io, options: Options): Io {
  const { color } = options;
  return typeof color === "boolean" ? { ...io, color } : io;
}

function program(io: Io, done: (code: ExitCode) => void): Command {
  // What is wrong with a command line is told by `run`, in the language asked for.
  const output = { writeOut: io.out, writeErr: io.err, outputError: () => undefined };
  const root = new Command("outlay")
    .description("What training or fine-tuning a language model will cost, before you spend it, and which plan to choose.")
    .version(VERSION, "-V, --version")
    .addHelpText("after", EXAMPLES)
    .configureOutput(output)
    .exitOverride();
  const plan = root.command("plan [job]").description("plans for a job file, a model or - (standard input): memory, time, money");
  plan
    .option("--report <file>", "the answer as one HTML file, with pictures")
    .option("--pictures <folder>", "every picture as SVG and PNG");
  addCommon(addJobFlags(plan), ["offline", "as-of", "seed"])
    .addHelpText("after", PLAN_NOTES)
    .action(async (job: string | undefined, options: Options) => {
      const at = await common(options, io);
      done(at ? await (await import("./plan-command.ts")).planCommand(job, options, at, coloured(io, options)) : EXIT.badInput);
    });
  const sweep = root.command("sweep [job]").description("what a search for settings costs beside the run: trials, time, money, regret");
  addCommon(addJobFlags(addSweepFlags(sweep)), ["offline", "as-of", "seed"])
    .addHelpText("after", SWEEP_NOTES)
    .action(async (job: string | undefined, options: Options) => {
      const at = await common(options, io);
      done(at ? await (await import("./sweep-command.ts")).sweepCommand(job, options, at, coloured(io, options)) : EXIT.badInput);
    });
  const whatif = root
    .command("whatif [job]")
    .description("every lever of a job moved to its neighbours: what each does to cost, time and memory");
  addCommon(addJobFlags(whatif).option("--all", "every lever, also those that can't be moved"), ["offline", "as-of", "seed"])
    .addHelpText("after", WHATIF_NOTES)
    .action(async (job: string | undefined, options: Options) => {
      const at = await common(options, io);
      done(at ? await (await import("./whatif-command.ts")).whatifCommand(job, options, at, coloured(io, options)) : EXIT.badInput);
    });
  const explain = root
    .command("explain <path> [job]")
    .description("where a number of a plan comes from: formula, inputs, sources, down to the last of them");
  addCommon(addJobFlags(explain).option("--all", "every input, however deep"), ["offline", "as-of", "seed"])
    .addHelpText("after", EXPLAIN_NOTES)
    .action(async (path: string, job: string | undefined, options: Options) => {
      const at = await common(options, io);
      done(at ? await (await import("./explain-command.ts")).explainCommand(path, job, options, at, coloured(io, options)) : EXIT.badInput);
    });
  const list = (name: string, description: string, flags: readonly (readonly [string, string])[]): void => {
    const command = root.command(`${name} [search]`).description(description).option("--all", "every row");
    for (const [flag, help] of flags) command.option(flag, help);
    addCommon(command, name === "prices" ? ["as-of"] : []).action(async (search: string | undefined, options: Options) => {
      const at = await common(options, io);
      if (!at) return done(EXIT.badInput);
      const lists = await import("./lists.ts");
      const run = name === "models" ? lists.modelsCommand : name === "gpus" ? lists.gpusCommand : lists.pricesCommand;
      done(run(search, options, at, coloured(io, options)));
    });
  };
  list("models", "models of the catalog", [
    ["--family <name>", "llama, qwen2, ..."],
    ["--min-parameters <n>", "7B"],
    ["--max-parameters <n>", "70B"],
  ]);
  list("gpus", "accelerators of the catalog", [
    ["--vendor <name>", "nvidia, amd, google..."],
    ["--min-memory <size>", "48GiB"],
  ]);
  list("prices", "offers of the catalog, cheapest first", [
    ["--provider <name>", "aws, gcp..."],
    ["--region <glob>", "us-*"],
    ["--spot", "spot prices"],
    ["--max <usd>", "most per GPU and hour"],
  ]);
  const validate = root
    .command("validate [files...]")
    .description("measured runs (JSONL) estimated again, with the errors; the project's own evidence where no file is named")
    .option("--all", "every suspect row and assumption");
  addCommon(validate, []).action(async (files: readonly string[], options: Options) => {
    const at = await common(options, io);
    done(at ? await (await import("./validate-command.ts")).validateCommand(files, options, at, coloured(io, options)) : EXIT.badInput);
  });
  const serve = root
    .command("serve")
    .description("the page, on this machine alone")
    .option("--port <n>", "0 takes any that is free (default: 8643)")
    .option("--no-open", "don't open a browser");
  addCommon(serve, []).action(async (options: Options) => {
    const at = await common(options, io);
    done(at ? await (await import("./serve-command.ts")).serveCommand(options, at, io) : EXIT.badInput);
  });
  for (const command of root.commands) command.exitOverride().configureOutput(output);
  return root;
}

/** The language of a command line that can't be read otherwise. */
function languageOf(argv: readonly string[]): "en" | "zh-CN" {
  const at = argv.indexOf("--lang");
  return argv.includes("--lang=zh-CN") || (at >= 0 && argv[at + 1] === "zh-CN") ? "zh-CN" : "en";
}

/** Runs a command line; returns its exit code. All that is read and written goes through `io`. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  try {
    await program(io, (c) => void (code = c)).parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    const language = languageOf(argv);
    const { loadLanguage, text } = await import("@outlay/schema");
    await loadLanguage(language);
    if (error instanceof CommanderError) {
      const { usageIssue } = await import("./usage.ts");
      const { tell } = await import("./io.ts");
      tell(io, usageIssue(error), language);
      return EXIT.badInput;
    }
    io.err(
      `${text("cli.crash", language, { problem: error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error) })}\n`,
    );
    return EXIT.crash;
  }
}
