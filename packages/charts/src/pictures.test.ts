import { findModel } from "@outlay/catalog";
import { plan, type PlanResult } from "@outlay/engine";
import { loadLanguage, readJob, toRequest } from "@outlay/schema";
import { describe, expect, it } from "vitest";
import type { Look } from "./picture.ts";
import { picturesOf } from "./pictures.ts";
import { reportHtml } from "./report.ts";
import { svgOf } from "./svg.ts";
import { DARK, LIGHT, type Theme } from "./theme.ts";

await loadLanguage("zh-CN");

function answered(job: Readonly<Record<string, unknown>>): PlanResult {
  const read = readJob(job);
  const found = findModel(String(job["model"]));
  if (!read.job || found.kind === "none") throw new Error(JSON.stringify(read.issues));
  const { id, architecture, source, verified } = found.model;
  const model = { name: id, architecture, source, verified, checkpoint: null };
  const built = toRequest(read.job, { model, data: null, priceRows: [], today: "2026-11-24" });
  if (!built.request) throw new Error(JSON.stringify(built.issues));
  return plan(built.request, built.alternatives);
}

const rented = answered({ model: "mistralai/Mistral-7B-v0.1", method: "qlora", data: { tokens: 1e7 } });
const owned = answered({ model: "gpt2", method: "full", data: { tokens: 1e7 }, where: { owned: [{ accelerator: "rtx-4090" }] } });
const impossible = answered({
  model: "meta-llama/Llama-3.1-70B",
  method: "full",
  data: { tokens: 1e6 },
  where: { accelerators: ["t4"], gpus: 1 },
});
const look = (theme: Theme, width: number): Look => ({ language: "en", theme, width });

/** Relative luminance and contrast, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

describe("the pictures of an answer", () => {
  const pictures = picturesOf(rented, look(LIGHT, 680));

  it("are there, each with words, a table of equal rows, and marks of its own", () => {
    expect(pictures.map((p) => p.id)).toEqual(["memory", "frontier", "step", "costs", "run", "levers"]);
    for (const { id, picture } of pictures) {
      expect(picture.summary, id).toMatch(/\d/);
      expect(picture.summary, id).not.toMatch(/\{\w+\}|undefined|NaN/);
      expect(picture.table.rows.length, id).toBeGreaterThan(0);
      for (const row of picture.table.rows) expect(row.length, id).toBe(picture.table.head.length);
      const svg = svgOf(picture, 680, id);
      expect(svg.match(/<path/g)?.length ?? 0, id).toBeGreaterThan(3);
      // A file of its own must be XML: no quotation mark inside another.
      for (const tag of svg.match(/<[a-z][^>]*>/g) ?? []) expect(tag).toMatch(/^<[A-Za-z]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>$/);
    }
  });

  it("hold the numbers of the answer: parts of memory, step and bill sum to their totals", () => {
    const [p] = rented.plans;
    const sums = new Map<string, number>();
    for (const { id, picture } of pictures) {
      const { series } = picture.option as { series: readonly { stack?: string; data: readonly unknown[] }[] };
      const values =
        id === "memory" ? series.flatMap((s) => s.data.map((d) => Object(d).value)) : (series[1]?.data.map((d) => Object(d).value) ?? []);
      sums.set(
        id,
        values.reduce<number>((sum, v) => sum + Number(v), 0),
      );
    }
    expect(sums.get("memory")).toBeCloseTo((p?.memoryBytes.p50 ?? 0) / 2 ** 30, 6);
    expect(sums.get("step")).toBeCloseTo(p?.stepSeconds.p50 ?? 0, 9);
    expect(sums.get("costs")).toBeCloseTo(p?.costUsd?.p50 ?? 0, 9);
  });

  it.each([240, 320, 680, 1200])("fit into %i pixels, in both languages, light and dark", (width) => {
    for (const theme of [LIGHT, DARK]) {
      for (const language of ["en", "zh-CN"] as const) {
        for (const { id, picture } of picturesOf(rented, { language, theme, width })) {
          const svg = svgOf(picture, width, id);
          expect(svg, id).toContain(`width="${width}"`);
          expect(svg, id).not.toMatch(/NaN|Infinity|undefined/);
        }
      }
    }
  });

  it("are the same for the same answer", () => {
    const again = picturesOf(rented, look(LIGHT, 680));
    for (const [i, { id, picture }] of pictures.entries())
      expect(svgOf(picture, 680, id), id).toBe(svgOf(again[i]?.picture ?? picture, 680, id));
  });

  it("need no price: hardware of one's own has hours instead of money", () => {
    const ids = picturesOf(owned, look(LIGHT, 680)).map((p) => p.id);
    expect(ids).toContain("memory");
    expect(ids).toContain("costs");
  });

  it("have no broken marks where the hardware is free", () => {
    const where = { owned: [{ accelerator: "rtx-4090", usdPerGpuHour: 0 }] };
    const free = answered({ model: "gpt2", method: "full", data: { tokens: 1e7 }, where });
    const drawn = picturesOf(free, look(LIGHT, 680));
    expect(drawn.map((p) => p.id)).toContain("costs");
    for (const { id, picture } of drawn) expect(`${svgOf(picture, 680, id)} ${picture.summary}`, id).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("are none where nothing fits", () => {
    expect(picturesOf(impossible, look(LIGHT, 680))).toEqual([]);
  });
});

describe("colours", () => {
  it.each([
    ["light", LIGHT],
    ["dark", DARK],
  ])("stand out from the paper: %s", (_, theme) => {
    for (const ink of [theme.ink, theme.faint, theme.warn]) expect(contrast(ink, theme.paper)).toBeGreaterThan(4.5);
    // Marks carry decals and borders too.
    for (const mark of theme.series) expect(contrast(mark, theme.paper)).toBeGreaterThan(1.9);
    expect(new Set(theme.series).size).toBe(8);
  });
});

describe("the report", () => {
  it.each(["en", "zh-CN"] as const)("is one file that loads and runs nothing: %s", (language) => {
    const html = reportHtml(rented, { language, assumed: [], job: "model: <b>" });
    expect(html).toContain(`<html lang="${language}">`);
    expect(html.match(/<svg/g)?.length).toBe(6);
    expect(html).toContain("model: &lt;b&gt;");
    expect(html).not.toMatch(/<script|<link|src=|url\(http|\{\w+\}|undefined|NaN/);
  });

  it("says that nothing fits, and why", () => {
    expect(reportHtml(impossible, { language: "en", assumed: [], job: "" })).toMatch(/Nothing fits.*needs [\d.,]+ GiB/s);
  });
});
