import { findModel } from "@outlay/catalog";
import { finished, ghosts, type Movers, moversOf, planned, type Planned, type PlanRequest } from "@outlay/engine";
import { loadLanguage, readJob, toRequest } from "@outlay/schema";
import { describe, expect, it } from "vitest";
import { type Ghost, ghostWords, memoryBar } from "./memory.ts";
import type { Look } from "./picture.ts";
import { svgOf } from "./svg.ts";
import { DARK, LIGHT } from "./theme.ts";
import { tornadoPicture } from "./tornado.ts";
import { sayer } from "./words.ts";

await loadLanguage("zh-CN");

interface Answered extends Planned {
  readonly request: PlanRequest;
  readonly movers: Movers;
}

function answered(job: Readonly<Record<string, unknown>>): Answered {
  const read = readJob(job);
  const found = findModel(String(job["model"]));
  if (!read.job || found.kind === "none") throw new Error(JSON.stringify(read.issues));
  const { id, architecture, source, verified } = found.model;
  const model = { name: id, architecture, source, verified, checkpoint: null };
  const { request, alternatives, issues } = toRequest(read.job, { model, data: null, priceRows: [], today: "2026-11-24" });
  if (!request) throw new Error(JSON.stringify(issues));
  const all = planned(request, alternatives);
  const [[plan], [offering]] = [all.result.plans, all.offerings];
  if (!plan || !offering) throw new Error("no plan");
  return { ...all, request, movers: finished(moversOf(request, { plan, offering }, alternatives)) };
}

const look: Look = { language: "en", theme: LIGHT, width: 680 };
const rented = answered({ model: "mistralai/Mistral-7B-v0.1", method: "full", data: { tokens: 1e7 } });
const owned = answered({ model: "gpt2", method: "full", data: { tokens: 1e7 }, where: { owned: [{ accelerator: "rtx-4090" }] } });

interface Bars {
  readonly series: readonly { readonly data: readonly unknown[] }[];
}
const numbersOf = (data: readonly unknown[]): readonly number[] => data.map((d) => Number(typeof d === "number" ? d : Object(d).value));

describe("the picture of the doubt", () => {
  it("has a bar from the least to the most of each input, the widest first, and the plan between", () => {
    const picture = tornadoPicture(rented.movers, look);
    if (!picture) throw new Error("no picture");
    const { series } = picture.option as unknown as Bars;
    const [lows = [], down = [], up = []] = series.map((s) => numbersOf(s.data));
    const middle = rented.movers.plan.costUsd ?? 0;
    for (const [i, swing] of rented.movers.tornado.slice(0, lows.length).entries()) {
      expect(lows[i]).toBeCloseTo(swing.costUsd?.low ?? 0, 9);
      expect((lows[i] ?? 0) + (down[i] ?? 0)).toBeCloseTo(middle, 9);
      expect(middle + (up[i] ?? 0)).toBeCloseTo(swing.costUsd?.high ?? 0, 9);
    }
    expect(picture.summary).toMatch(/^The largest doubt is .+ \$\d/);
    expect(picture.table.rows.length).toBe(rented.movers.tornado.length);
    for (const row of picture.table.rows ?? []) expect(row.length).toBe(picture.table.head.length);
  });

  it("is of time where there is no price, and isn't there where nothing moves the plan", () => {
    expect(tornadoPicture(owned.movers, look)?.table.head).not.toContain("cost");
    expect(tornadoPicture({ ...rented.movers, tornado: [] }, look)).toBeNull();
  });

  it.each([240, 320, 1200])("fits into %i pixels, in both languages, light and dark", (width) => {
    for (const language of ["en", "zh-CN"] as const)
      for (const theme of [LIGHT, DARK]) {
        const picture = tornadoPicture(rented.movers, { language, theme, width });
        if (!picture) throw new Error("no picture");
        expect(`${svgOf(picture, width, "t")} ${picture.summary}`).not.toMatch(/NaN|Infinity|undefined|\{\w+\}/);
      }
  });
});

describe("ghosts beside the memory of a plan", () => {
  const [[plan], [offering]] = [rented.result.plans, rented.offerings];
  if (!plan || !offering) throw new Error("no plan");
  const shown = ghosts(rented.request, offering).flatMap((g): readonly Ghost[] =>
    g.memoryBytes ? [{ name: g.id, memory: g.memoryBytes }] : [],
  );

  it("are bars of their own that sum to their memory, on one scale with the plan", () => {
    expect(shown.length).toBeGreaterThan(1);
    const { option, table, summary, height } = memoryBar(plan, look, shown);
    const { series } = option as unknown as Bars;
    const totals = series
      .map((s) => numbersOf(s.data))
      .reduce(
        (sum, bar) => sum.map((n, i) => n + (bar[i] ?? 0)),
        [plan.memoryBytes, ...shown].map(() => 0),
      );
    const bytes = [plan.memoryBytes.p50, ...shown.map((g) => g.memory.p50)].toReversed();
    for (const [i, total] of totals.entries()) expect(total * 2 ** 30).toBeCloseTo(bytes[i] ?? 0, -2);
    expect(table.head.length).toBe(3 + shown.length);
    for (const row of table.rows) expect(row.length).toBe(table.head.length);
    for (const { name } of shown) expect(summary.toLowerCase()).toContain(`${name}: `);
    expect(height).toBeGreaterThan(memoryBar(plan, look).height);
  });

  it("say how much less it is, or more, or that it is the same", () => {
    const say = sayer("en");
    const m = plan.memoryBytes;
    const scaled = (by: number): Ghost => ({ name: "x", memory: { ...m, p50: by * m.p50, headroom: m.capacity - by * m.p50 } });
    expect(ghostWords(say, m, scaled(0.5))).toMatch(/^X: .* 50% less; /);
    expect(ghostWords(say, m, scaled(10))).toMatch(/^X: .* 900% more; .* too much/);
    expect(ghostWords(say, m, scaled(1))).toContain("the same");
  });
});
