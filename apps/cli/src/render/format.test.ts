import fc from "fast-check";
import stringWidth from "fast-string-width";
import { describe, expect, it } from "vitest";
import { columns, count, fitted, gb, gib, kg, kwh, percent, quantity, time, usd, wrap } from "./format.ts";

describe("amounts for people", () => {
  it.each([
    [time, 0.0479, "47.9 ms"],
    [time, 5.04, "5.0 s"],
    [time, 89, "89 s"],
    [time, 1440, "24 min"],
    [time, 12_000, "3 h 20 min"],
    [time, 7200, "2 h"],
    [time, 1_036_800, "12.0 days"],
    [gib, 2 ** 30, "1.0 GiB"],
    [gib, 2 ** 25, "32 MiB"],
    [gib, 0, "0.0 GiB"],
    [usd, 14.188, "$14.19"],
    [usd, 1_129_373.2, "$1,129,373"],
    [usd, 0.0123, "$0.012"],
    [usd, 0, "$0.00"],
    [percent, 0.364, "36 %"],
    [percent, 0.0123, "1.2 %"],
    [count, 7.24e9, "7.24 B"],
    [count, 476_838, "477 k"],
    [count, 512, "512"],
    [gb, 500, "1 kB"],
    [gb, 31_900_000, "31.9 MB"],
    [gb, 112.4e9, "112 GB"],
    [gb, 2.3e12, "2.3 TB"],
    [kwh, 0.42, "420 Wh"],
    [kwh, 1524, "1,524 kWh"],
    [kwh, 494_000, "494 MWh"],
    [kg, 0.0735, "73.5 g"],
    [kg, 31_220, "31.2 t"],
    [kg, 0, "0 kg"],
    [quantity, 0.0012, "0.0012"],
    [quantity, 94_113, "94,113"],
  ] as const)("%# is short and has its unit", (show, value, text) => {
    expect(show(value)).toBe(text);
  });
});

describe("text in a width", () => {
  const words = fc.array(fc.constantFrom("memory", "61.4 GiB", "of", "显存吃紧，", "（评估）", "80 %", "a", "3 h 18 min"), {
    minLength: 1,
    maxLength: 40,
  });

  it("keeps to the width, and every letter", () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 24, max: 60 }), (list, width) => {
        const text = list.join(" ");
        const lines = wrap(text, width, "  ").split("\n");
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
      { seed: 11 },
    );
  });

  it("doesn't part a number from its unit, or begin a line with a closing mark", () => {
    for (let width = 12; width < 40; width++) {
      const lines = wrap("it needs 532.5 GiB of 80 GiB，放不下，概率 3 %。", width, "").split("\n");
      for (const line of lines) expect(line).not.toMatch(/^(?:GiB|%|，|。)/);
    }
  });

  it("lets the named columns give way, and aligns by what is seen", () => {
    const rows = [
      ["最便宜", "a very long name of a machine", "1"],
      ["cheapest", "short", "22"],
    ];
    const table = columns(fitted(rows, 30, 1), ["left", "left", "right"], "").split("\n");
    expect(table.map((line) => stringWidth(line))).toEqual([30, 30]);
    expect(table[0]).toContain("…");
  });
});
