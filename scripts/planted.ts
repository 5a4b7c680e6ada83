import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./files.ts";

export interface Outcome {
  readonly code: number | null;
  /** Both streams, one after the other. */
  readonly output: string;
  readonly stdout: string;
}

/** Environment of a child that must not inherit npm's or the test runner's settings. */
export function plainEnv(): Record<string, string> {
  const plain = Object.entries(process.env).filter(([name]) => !/^(?:npm_|VITEST|NODE_OPTIONS|NODE_ENV|INIT_CWD|FORCE_COLOR)/i.test(name));
  return { ...Object.fromEntries(plain.map(([name, value]) => [name, value ?? ""])), NO_COLOR: "1" };
}

export function runIn(folder: string, command: string, args: readonly string[]): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    env: plainEnv(),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error !== undefined) throw error;
  return { code: status, output: stdout + stderr, stdout };
}

/** A folder of its own with some of the repository's configuration and some files; gone afterwards. */
export function inPlanted<T>(
  planted: { readonly config: readonly string[]; readonly files: Readonly<Record<string, string>> },
  act: (folder: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), "outlay-planted-"));
  try {
    for (const name of planted.config) copyFileSync(join(ROOT, name), join(folder, name));
    for (const [path, text] of Object.entries(planted.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function tool(name: string): string {
  return join(ROOT, "node_modules", ".bin", name);
}
