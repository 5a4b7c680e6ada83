import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./files.ts";
import { type Outcome, runIn } from "./planted.ts";

const CLI = join(ROOT, "apps/cli");
const TIMEOUT = 180_000;

interface Packed {
  readonly filename: string;
  readonly version: string;
  readonly files: readonly { readonly path: string }[];
}

/** npm 11 prints an array, npm 12 an object by name. */
function packedOf(output: string): Packed {
  const [packed] = Object.values(JSON.parse(output) as Readonly<Record<string, Packed>>);
  if (packed === undefined) throw new Error(`npm pack said: ${output}`);
  return packed;
}

describe("the package as its users install it", { timeout: TIMEOUT }, () => {
  const folder = mkdtempSync(join(tmpdir(), "outlay-pack-"));
  const outlay = (...args: readonly string[]): Outcome => runIn(folder, "npx", ["--no-install", "outlay", ...args]);
  let packed: Packed;

  beforeAll(() => {
    expect(existsSync(join(CLI, "dist")), "build first: npm run build").toBe(true);
    const pack = runIn(CLI, "npm", ["pack", "--json", "--silent", "--ignore-scripts", "--pack-destination", folder]);
    expect(pack.code, pack.output).toBe(0);
    packed = packedOf(pack.stdout);
    expect(runIn(folder, "npm", ["init", "-y"]).code).toBe(0);
    const install = runIn(folder, "npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", `./${packed.filename}`]);
    expect(install.code, install.output).toBe(0);
  }, TIMEOUT);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("needs none of the workspace's packages", () => {
    const { dependencies } = JSON.parse(readFileSync(join(folder, "node_modules/outlay/package.json"), "utf8")) as {
      dependencies?: Readonly<Record<string, string>>;
    };
    expect(Object.keys(dependencies ?? {}).filter((name) => name.startsWith("@outlay/"))).toEqual([]);
    expect(existsSync(join(folder, "node_modules/@outlay"))).toBe(false);
  });

  it("ships no sources and no tests", () => {
    const paths = packed.files.map((file) => file.path);
    expect(paths).toContain("package.json");
    expect(paths).toEqual(expect.arrayContaining(["site/index.html", "site/THIRD-PARTY-NOTICES.txt"]));
    expect(paths.filter((path) => path.startsWith("src/") || path.includes(".test."))).toEqual([]);
  });

  it("ships the licence of every package whose code is bundled", () => {
    expect(packed.files.map((file) => file.path)).toContain("dist/THIRD-PARTY-NOTICES");
    const text = readFileSync(join(folder, "node_modules/outlay/dist/THIRD-PARTY-NOTICES"), "utf8");
    // What the command imports of others, and what these bring along.
    for (const name of [
      "commander",
      "csv-parse",
      "hyparquet",
      "picocolors",
      "fast-string-width",
      "fast-string-truncated-width",
      "yaml",
      "zod",
    ])
      expect(text, name).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
    expect(text).not.toContain("@outlay/");
    expect(text.match(/^-{80}$/gm)?.length).toBe(text.match(/^\S+ \d+\.\d+\.\d+ \(.+\)$/gm)?.length);
    expect(text.match(/copyright/gi)?.length ?? 0).toBeGreaterThanOrEqual(8);
  });

  it("knows its version", () => {
    expect(outlay("--version")).toMatchObject({ code: 0, stdout: `${packed.version}\n` });
  });

  it("plans a fine-tuning from outside the repository", () => {
    const { code, output, stdout } = outlay(
      "plan",
      "--model",
      "mistralai/Mistral-7B-v0.1",
      "--method",
      "qlora",
      "--tokens",
      "1M",
      "--offline",
      "--json",
    );
    expect(code, output).toBe(0);
    const result = JSON.parse(stdout) as { schemaVersion: unknown; plans: readonly Record<string, unknown>[] };
    expect(result.schemaVersion).toBe(1);
    expect(result.plans[0]).toMatchObject({
      method: "qlora",
      fits: true,
      memoryBytes: { p50: expect.any(Number), capacity: expect.any(Number) },
      runSeconds: { p50: expect.any(Number) },
      costUsd: { p50: expect.any(Number) },
    });
  });
});
