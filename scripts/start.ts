import { spawnSync } from "node:child_process";
import { ROOT } from "./files.ts";

/** start [arguments of `outlay`]: builds the command (types aside, `npm run build` has those), then plans the example or does what the arguments say. */

const EXAMPLE: readonly string[] = ["plan", "examples/outlay.yaml"];

function run(command: string, args: readonly string[], stdio: "inherit" | "pipe"): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, stdio, encoding: "utf8" });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
  process.exit(status ?? 1);
}

process.stderr.write("building...\n");
const asked = process.argv.slice(2);
const page = asked[0] === "serve" ? ["build:page"] : [];
for (const step of ["build:catalog", ...page, "build:cli"]) run("npm", ["run", "--silent", step], "pipe");
run(process.execPath, ["apps/cli/bin/outlay.js", ...(asked.length > 0 ? asked : EXAMPLE)], "inherit");
