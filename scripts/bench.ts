import { spawnSync } from "node:child_process";
import { ROOT } from "./files.ts";

/** bench [runs]: how long a command takes from start to end, beside what Node alone takes on the same machine. */

const RUNS = Number(process.argv[2] ?? 15);
const OUTLAY = "apps/cli/bin/outlay.js";

const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ["node -e 0", ["-e", "0"]],
  ["outlay --version", [OUTLAY, "--version"]],
  ["outlay plan examples/outlay.yaml", [OUTLAY, "plan", "examples/outlay.yaml", "--offline"]],
];

function milliseconds(args: readonly string[]): number {
  const from = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - from;
}

/** Runs in turn, so that a busy moment of the machine hits all of them. */
function measured(): readonly (readonly number[])[] {
  for (const [, args] of COMMANDS) milliseconds(args);
  const rounds = Array.from({ length: RUNS }, () => COMMANDS.map(([, args]) => milliseconds(args)));
  return COMMANDS.map((_, i) => rounds.map((round) => round[i] ?? Number.NaN).toSorted((a, b) => a - b));
}

function row(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, i) => (typeof cell === "string" ? cell : cell.toFixed(i === 4 ? 1 : 0)))
    .map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(11)))
    .join("");
}

const all = measured();
const medians = all.map((times) => times[Math.floor(times.length / 2)] ?? Number.NaN);
process.stdout.write(`${row([`${RUNS} runs`, "min ms", "median ms", "max ms", "x node"])}\n`);
for (const [i, times] of all.entries()) {
  const [median = Number.NaN, node = Number.NaN] = [medians[i], medians[0]];
  process.stdout.write(`${row([COMMANDS[i]?.[0] ?? "", times[0] ?? Number.NaN, median, times.at(-1) ?? Number.NaN, median / node])}\n`);
}
