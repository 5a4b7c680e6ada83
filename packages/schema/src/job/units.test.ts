import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBytes, parseCount, parseDuration, parseFraction, parseMoney, parseRange } from "./units.ts";

const amount = fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true }).map((n) => Number(n.toPrecision(6)));
const parsers = [parseCount, parseBytes, parseDuration, parseMoney, parseFraction];

describe("units", () => {
  it.each([
    [parseCount, "12M", 12e6],
    [parseCount, "1.4T", 1.4e12],
    [parseCount, "3_000", 3000],
    [parseCount, "3,000 samples", 3000],
    [parseCount, "1e9", 1e9],
    [parseCount, "4k tokens", 4000],
    [parseBytes, "80GB", 80e9],
    [parseBytes, "80 GiB", 80 * 2 ** 30],
    [parseBytes, "512", 512],
    [parseDuration, "90min", 5400],
    [parseDuration, "2 days", 172_800],
    [parseDuration, "1h 30m", 5400],
    [parseDuration, "24", 86_400],
    [parseMoney, "$500", 500],
    [parseMoney, "500 USD", 500],
    [parseMoney, "1.5k", 1500],
    [parseFraction, "20%", 0.2],
    [parseFraction, "0.2", 0.2],
  ] as const)("are read as people write them (%#)", (parse, text, value) => {
    expect(parse(text)).toBeCloseTo(value, 9);
  });

  it.each([
    ["8", 8, 8],
    ["1..8", 1, 8],
    ["2-16", 2, 16],
    [">=4", 4, 32_768],
    ["<8", 1, 7],
    [" 2 to 4 ", 2, 4],
  ] as const)("%s is a range", (text, min, max) => {
    expect(parseRange(text)).toEqual({ min, max });
  });

  it("are refused when they say nothing, are negative, or have a unit of another kind", () => {
    for (const text of ["", " ", "-5", "12MM", "80 parsecs", "1..2", "0x10", "٣", "NaN", "Infinity", "1e999", "five"]) {
      expect([text, ...parsers.map((parse) => parse(text))]).toEqual([text, null, null, null, null, null]);
    }
    for (const text of ["0", "8..1", "1.5", ">0x", "1..99999", "<1"]) expect([text, parseRange(text)]).toEqual([text, null]);
  });

  it("are finite or refused, whatever is given", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.anything(),
      fc.double(),
      fc.string({ unit: fc.constantFrom(...Array.from("0123456789.,_ eE+-kMGTB%$h")) }),
    );
    fc.assert(
      fc.property(anything, (value) => {
        for (const parse of parsers) {
          const found = parse(value);
          expect(found === null || Number.isFinite(found)).toBe(true);
        }
        const range = parseRange(value);
        if (range)
          expect(range.min >= 1 && range.min <= range.max && Number.isInteger(range.min) && Number.isInteger(range.max)).toBe(true);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it("scale: a thousand times as many is k, then M, then B, then T", () => {
    fc.assert(
      fc.property(amount, (n) => {
        for (const [unit, scale] of [
          ["k", 1e3],
          ["M", 1e6],
          ["B", 1e9],
          ["T", 1e12],
        ] as const)
          expect(parseCount(`${n}${unit}`)).toBe(n * scale);
        expect(parseBytes(`${n}GiB`)).toBe(n * 2 ** 30);
        expect(parseDuration(`${n}h`)).toBe(n * 3600);
        expect(parseMoney(`$${n}`)).toBe(n);
      }),
      { seed: 1 },
    );
  });

  it("come back as they were written", () => {
    fc.assert(
      fc.property(amount, (n) => {
        expect(parseCount(String(n))).toBe(n);
        expect(parseCount(n)).toBe(n);
        expect(parseFraction(`${n}`)).toBe(n);
      }),
      { seed: 1 },
    );
  });

  it("take no time over long texts", () => {
    const long = " ".repeat(500_000);
    for (const parse of [...parsers, parseRange]) expect(parse(`1${long}x`)).toBeNull();
  });
});
