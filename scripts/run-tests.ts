import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./files.ts";
import { type Count, closingLine, countOf, total } from "./tally.ts";

/**
 * Everything that has to hold, in one command: the browser, the build, the gates, then all tests with the engine's coverage.
 * Goes on after a failure; the last line is the sum, the exit code 0 only where nothing failed.
 */

const GATES: readonly string[] = ["chromium", "build", "check:format", "check:lint", "check:types", "check:dead"];

function npmRun(script: string): SpawnSyncReturns<string> {
  const env = { ...process.env, NO_COLOR: "1" };
  return spawnSync("npm", ["run", "--silent", script], {
    cwd: ROOT,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1e9,
  });
}

function gate(script: string): Count {
  const from = performance.now();
  const { status, stdout, stderr } = npmRun(script);
  const passed = status === 0;
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  process.stdout.write(`${passed ? "ok    " : "FAILED"} ${script.padEnd(14)} ${seconds} s\n${passed ? "" : `${stdout}${stderr}\n`}`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

function tests(): Count {
  const folder = mkdtempSync(join(tmpdir(), "outlay-tests-"));
  try {
    const report = join(folder, "report.json");
    const args = ["run", "--coverage", "--allowOnly=false", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: "1" };
    const { status } = spawnSync(join(ROOT, "node_modules/.bin/vitest"), args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
    return countOf(readFileSync(report, "utf8"), status);
  } catch (error) {
    process.stdout.write(`the tests left no report: ${String(error)}\n`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sum = total([...GATES.map(gate), tests()]);
process.stdout.write(`\n${closingLine(sum)}\n`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
