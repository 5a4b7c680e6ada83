import { describe, expect, it } from "vitest";
import { ioOf } from "./golden/captured.ts";
import type { Io } from "./io.ts";
import { run } from "./program.ts";

const JOB = ["gpt2", "--tokens", "5M", "--method", "full", "--gpu", "a10g", "--offline"];

interface Heard {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly lines: readonly string[];
  readonly ended: number;
}

/** A command on a clock that goes on by `tick` each time it is read, watched on a terminal, and interrupted at the n-th turn. */
async function heard(argv: readonly string[], tick: number, interruptedAt = Number.POSITIVE_INFINITY): Promise<Heard> {
  const { io, written } = ioOf();
  const lines: string[] = [];
  let [now, turns, ended] = [0, 0, 0];
  const watched: Io = {
    ...io,
    clock: () => (now += tick),
    status: { columns: 200, write: (line) => void lines.push(line) },
    listen: () => ({ interrupted: () => ++turns >= interruptedAt, end: () => void (ended += 1) }),
  };
  const code = await run(argv, watched);
  return { code, ...written(), lines, ended };
}

describe("a search on a terminal", () => {
  it("that is short says nothing of its way", async () => {
    const { code, lines, ended } = await heard(["plan", ...JOB], 0.001);
    expect([code, lines, ended]).toEqual([0, [], 1]);
  });

  it("that is long says how far it is, what is best, and clears its line", async () => {
    const { code, lines, err } = await heard(["plan", ...JOB], 300);
    expect(code).toBe(0);
    expect(lines[0]).toMatch(
      /^\d+ of \d+ machines and counts searched: .* configurations, .* found to fit; best so far \d+x a10g \(\w+\): \$/,
    );
    expect(lines.at(-1)).toBe("");
    expect(err).not.toContain("searched");
  });

  it.each(["plan", "whatif", "sweep", "explain"])("interrupted, tells what was found and ends with 130: %s", async (command) => {
    const before = command === "explain" ? ["explain", "plans.0.costUsd"] : [command];
    const after = command === "sweep" ? ["--kind", "random", "--trials", "4"] : [];
    const { code, out, err, ended } = await heard([...before, ...JOB, ...after], 300, 3);
    expect([code, out, ended]).toEqual([130, "", 1]);
    expect(err).toMatch(/interrupted: \d+ of \d+ .* best so far/);
  });

  it("tells it in Chinese", async () => {
    const { code, err } = await heard(["plan", ...JOB, "--lang", "zh-CN"], 300, 3);
    expect([code, err.includes("已中断")]).toEqual([130, true]);
  });
});
