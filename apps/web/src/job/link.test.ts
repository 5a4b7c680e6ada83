import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packedData, unpackedData } from "./lengths.ts";
import { linkOf, readLink } from "./link.ts";
import type { Tree, Value } from "./tree.ts";

const key = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/).filter((k) => k !== "v" && k !== "constructor");
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.string(),
  fc.constantFrom("12M", "1e9", "true", "null", "0.10", "[1]", '{"a":1}', "a&b=c#d%20", "中文", "24h"),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
  fc.boolean(),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }));
const job: fc.Arbitrary<Tree> = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 })), { maxKeys: 6 });

describe("a link", () => {
  it("gives back the very job, whatever stands in it", () => {
    fc.assert(
      fc.property(job, fc.dictionary(key, fc.string()), (tree, extras) => {
        expect(readLink(`#${linkOf({ job: tree, extras })}`)).toEqual({ kind: "linked", linked: { job: tree, extras } });
      }),
    );
  });

  it("keeps a model's own shape whole", () => {
    const tree = { model: { model_type: "llama", rope_scaling: { factor: 8 }, "a.b": 1 }, data: { tokens: "1M" } };
    expect(readLink(linkOf({ job: tree, extras: {} }))).toEqual({ kind: "linked", linked: { job: tree, extras: {} } });
  });

  it.each(["v=2&model=x", "model=x", "v=1&model", "v=1&%E0%A4%A=x", "v=1&__proto__.x=1", "v=1&a..b=1", "=1"])("is refused: %s", (text) => {
    expect(readLink(text)).toEqual({ kind: "unreadable" });
  });

  it("is none where there is none", () => {
    expect(readLink("")).toEqual({ kind: "none" });
    expect(readLink("#")).toEqual({ kind: "none" });
  });

  it("is read or refused, whatever its characters", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["linked", "none", "unreadable"]).toContain(readLink(text).kind);
      }),
    );
  });
});

describe("measured data in a link", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 300 }).map((l) => l.toSorted((a, b) => a - b));
  const measured = fc.record({
    samples: fc.integer({ min: 1, max: 1e9 }),
    lengths: fc.record({
      sorted: lengths,
      mean: fc.double({ min: 0.5, max: 1e5, noNaN: true }),
      longest: fc.integer({ min: 1, max: 1e6 }),
      uncertainty: fc.double({ min: 0, max: 1, noNaN: true }).filter((n) => !Object.is(n, -0)),
    }),
    bytes: fc.integer({ min: 0, max: 1e12 }),
    source: fc.string(),
  });

  it("comes back to the digit", () => {
    fc.assert(
      fc.property(measured, (data) => {
        expect(unpackedData(packedData(data))).toEqual(data);
      }),
    );
  });

  it.each(["", "1_2_3", "0_1_1_0_0__x", "5_-1_1_0_0__x", "5_1_1_0_0_zz*zzzzzz_x", "5_NaN_1_0_0__x"])("is refused: %s", (text) => {
    expect(unpackedData(text)).toBeNull();
  });
});
