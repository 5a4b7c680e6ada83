import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../bin/outlay.js", import.meta.url));
const SMALL = ["plan", "gpt2", "--tokens", "1M", "--gpu", "l4", "--provider", "aws", "--gpus", "1", "--offline"];

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Around {
  readonly env?: Readonly<Record<string, string>>;
  /** Written again and again until the process closes its input. */
  readonly endless?: string;
  /** Closes the process's output after its first piece. */
  readonly head?: boolean;
}

async function outlay(args: readonly string[], { env = {}, endless, head = false }: Around = {}): Promise<Ended> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], { env: { PATH, HOME, TZ: "UTC", ...env } });
  let out = "";
  let err = "";
  child.stdout.on("data", (piece: Buffer) => {
    out += piece.toString();
    if (head) child.stdout.destroy();
  });
  child.stderr.on("data", (piece: Buffer) => void (err += piece.toString()));
  child.stdin.on("error", () => undefined);
  if (endless === undefined) child.stdin.end();
  else {
    const more = (): void => {
      while (child.stdin.writable && child.stdin.write(endless)) continue;
    };
    child.stdin.on("drain", more);
    more();
  }
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out, err };
}

describe("the command as a process", () => {
  it("is built: else run `npm run build`", () => {
    expect(existsSync(fileURLToPath(new URL("../dist/outlay.js", import.meta.url)))).toBe(true);
  });

  it("prints a plan, without colour where its output is no terminal", async () => {
    const { code, out } = await outlay(SMALL);
    expect(code).toBe(0);
    expect(out).toContain("gpt2");
    expect(out).not.toContain("\u001B[");
  });

  it("colours where that is forced, and NO_COLOR has the last word", async () => {
    const [forced, none] = await Promise.all([
      outlay(SMALL, { env: { FORCE_COLOR: "1" } }),
      outlay(SMALL, { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }),
    ]);
    expect(forced.out).toContain("\u001B[1m");
    expect(none.out).not.toContain("\u001B[");
  });

  it("ends quietly when its reader has seen enough", async () => {
    const { code, err } = await outlay(["prices", "--all", "--json"], { head: true });
    expect(err).toBe("");
    expect(code).toBe(0);
  });

  it("refuses a job without end on standard input, and takes no more of it than it must", async () => {
    const { code, out, err } = await outlay(["plan", "-"], { endless: "x".repeat(65_536) });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error: stdin: the job has \d{7} characters, more than the 200000 that are accepted\./);
  });

  it("ends with the exit code of its result", async () => {
    const { code, out } = await outlay([...SMALL, "--budget", "$0.0001"]);
    expect([code, out !== ""]).toEqual([4, true]);
  });
});
