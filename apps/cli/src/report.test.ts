import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeWorld } from "@outlay/interchange";
import { afterAll, describe, expect, it } from "vitest";
import { UNWATCHED } from "./golden/captured.ts";
import type { Io } from "./io.ts";
import { run } from "./program.ts";

const folder = mkdtempSync(join(tmpdir(), "outlay-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const JOB = ["plan", "gpt2", "--tokens", "5M", "--method", "full", "--gpu", "a10g", "--as-of", "2026-11-24"];

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(argv: readonly string[]): Promise<Ran> {
  let [out, err] = ["", ""];
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdin: async () => "",
    color: false,
    width: 100,
    now: () => new Date("2026-11-24T12:00:00Z"),
    clock: () => 0,
    ...UNWATCHED,
    world: async () => nodeWorld({ offline: true, cacheFolder: join(folder, "cache") }),
  };
  return { code: await run([...argv], io), out, err };
}

const outlay = async (...argv: readonly string[]): Promise<Ran> => await ran([...JOB, ...argv]);

describe("files beside the answer", () => {
  it("a report holds the answer's own numbers and its pictures, in the language asked for", async () => {
    const file = join(folder, "out.html");
    const { code, out, err } = await outlay("--report", file, "--json", "--lang", "zh-CN");
    expect([code, err.includes(file)]).toEqual([0, true]);
    const [plan] = JSON.parse(out).plans;
    const html = readFileSync(file, "utf8");
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain(plan.instanceType);
    expect(html).toContain(`$${plan.costUsd.p50.toFixed(2)}`);
    expect(html.match(/<svg/g)?.length).toBeGreaterThanOrEqual(5);
  });

  it("a report holds the job, and planning what it saves gives the same answer", async () => {
    const file = join(folder, "job.html");
    const { out } = await outlay("--report", file, "--json");
    const html = readFileSync(file, "utf8");
    const [, saved = ""] = /download="outlay\.yaml" href="data:text\/yaml;charset=utf-8,([^"]+)"/.exec(html) ?? [];
    const job = decodeURIComponent(saved);
    expect(job).toContain("model: gpt2\n");
    expect(html).toContain(`<pre>${job}</pre>`);
    const path = join(folder, "saved.yaml");
    writeFileSync(path, job);
    const [first] = JSON.parse(out).plans;
    const [again] = JSON.parse((await ran(["plan", path, "--as-of", "2026-11-24", "--json"])).out).plans;
    expect(again).toEqual(first);
  });

  it("pictures are files of their own", async () => {
    const pictures = join(folder, "pictures");
    expect((await outlay("--pictures", pictures)).code).toBe(0);
    const names = readdirSync(pictures);
    expect(names).toEqual(expect.arrayContaining(["costs.svg", "memory.svg", "step.svg"]));
    for (const name of names.filter((n) => n.endsWith(".svg"))) {
      expect(readFileSync(join(pictures, name), "utf8")).toMatch(/^<svg .*<desc>.*\d/s);
      const png = readFileSync(join(pictures, name.replace(/svg$/, "png")));
      expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.length > 5000]).toEqual(["PNG", 1360, true]);
    }
  });

  it("a place that can't be written to is told, after the answer", async () => {
    const { code, out, err } = await outlay("--report", join(folder, "out.html", "x.html"));
    expect(code).toBe(2);
    expect(out).toContain("gpt2");
    expect(err).toMatch(/error: .*x\.html can't be written: .*Give a path/);
  });
});
