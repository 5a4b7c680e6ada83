import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_HEADER_BYTES, readSafetensorsHeader } from "./safetensors.ts";

/** A file's head: the prefix and the JSON. */
function head(json: unknown, claimed?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json));
  const bytes = new Uint8Array(8 + text.length);
  const view = new DataView(bytes.buffer);
  const length = claimed ?? text.length;
  view.setUint32(0, length % 2 ** 32, true);
  view.setUint32(4, Math.floor(length / 2 ** 32), true);
  bytes.set(text, 8);
  return bytes;
}
const tensor = (dtype: string, shape: readonly number[], from: number, to: number): unknown => ({ dtype, shape, data_offsets: [from, to] });
const code = (bytes: Uint8Array, fileBytes?: number): string | undefined =>
  readSafetensorsHeader(bytes, { path: "w", fileBytes: fileBytes ?? null }).issues[0]?.code;

const good = {
  __metadata__: { format: "pt" },
  a: tensor("BF16", [2, 3], 0, 12),
  b: tensor("F32", [5], 12, 32),
  scalar: tensor("F32", [], 32, 36),
  none: tensor("F16", [0, 7], 36, 36),
};

describe("a safetensors header", () => {
  it("gives every tensor, the entries by type and the bytes", () => {
    const { header, issues } = readSafetensorsHeader(head(good));
    expect(issues).toEqual([]);
    expect(header?.elements).toEqual({ BF16: 6, F32: 6, F16: 0 });
    expect(header?.bytes).toBe(36);
    expect(header?.tensors[0]).toEqual({ name: "a", dtype: "BF16", shape: [2, 3], elements: 6, bytes: 12 });
  });

  it("counts types of less than a byte", () => {
    expect(readSafetensorsHeader(head({ a: tensor("F4", [3, 3], 0, 5) })).header?.bytes).toBe(5);
  });

  it("needs no particular order, and ignores what follows it", () => {
    const bytes = head({ b: tensor("U8", [2], 4, 6), a: tensor("F32", [1], 0, 4) });
    expect(readSafetensorsHeader(new Uint8Array([...bytes, 1, 2, 3])).header?.bytes).toBe(6);
  });

  it.each([
    ["nothing", new Uint8Array(0), "truncated"],
    ["seven bytes", new Uint8Array(7), "truncated"],
    ["a header of no length", head(good, 0), "header-length"],
    ["a header beyond the limit", head(good, MOST_HEADER_BYTES + 1), "header-length"],
    ["a header of 2^60 bytes", head(good, 2 ** 60), "header-length"],
    ["a header that ends early", head(good).subarray(0, 40), "truncated"],
    ["text", head("hello there"), "not-json"],
    ["a list", head([1, 2]), "not-json"],
    ["broken UTF-8", Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe]), "not-json"],
    ["a tensor that is a number", head({ a: 3 }), "tensor"],
    ["an unknown type", head({ a: tensor("F7", [1], 0, 1) }), "tensor"],
    ["a negative axis", head({ a: tensor("F32", [-1], 0, 4) }), "tensor"],
    ["half an axis", head({ a: tensor("F32", [1.5], 0, 6) }), "tensor"],
    ["a product beyond whole numbers", head({ a: tensor("U8", [2 ** 30, 2 ** 30], 0, 2 ** 60) }), "tensor"],
    [
      "a hundred axes",
      head({
        a: tensor(
          "U8",
          Array.from({ length: 100 }, () => 1),
          0,
          1,
        ),
      }),
      "tensor",
    ],
    ["offsets of another size", head({ a: tensor("F32", [2], 0, 4) }), "tensor"],
    ["offsets backwards", head({ a: tensor("F32", [1], 4, 0) }), "tensor"],
    ["no offsets", head({ a: { dtype: "F32", shape: [1] } }), "tensor"],
    ["overlapping tensors", head({ a: tensor("F32", [2], 0, 8), b: tensor("F32", [1], 4, 8) }), "layout"],
    ["a gap", head({ a: tensor("F32", [1], 0, 4), b: tensor("F32", [1], 8, 12) }), "layout"],
  ])("refuses %s", (_, bytes, expected) => {
    expect(readSafetensorsHeader(bytes).header).toBeNull();
    expect(code(bytes)).toBe(`model.safetensors-${expected}`);
  });

  it("notices a file that is shorter or longer than its tensors", () => {
    const bytes = head(good);
    expect(code(bytes, bytes.length + 36)).toBeUndefined();
    expect(code(bytes, bytes.length + 35)).toBe("model.safetensors-truncated");
    expect(code(bytes, bytes.length + 37)).toBe("model.safetensors-truncated");
  });

  it("never throws on random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { header, issues } = readSafetensorsHeader(bytes);
        expect(header === null).toBe(issues.length > 0);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("never throws on JSON of any kind, and never counts nonsense", () => {
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record({
        dtype: fc.constantFrom("F32", "U8", "x"),
        shape: fc.array(fc.oneof(fc.nat(9), fc.double())),
        data_offsets: fc.array(fc.oneof(fc.nat(99), fc.double()), { maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), entry), (json) => {
        const { header } = readSafetensorsHeader(head(json));
        for (const count of Object.values(header?.elements ?? {})) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it("survives any byte of a good file being changed, or its end being lost", () => {
    const bytes = head(good);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const broken = Uint8Array.from(bytes);
        broken[at] = value;
        const { header, issues } = readSafetensorsHeader(broken.subarray(0, length));
        expect(header === null).toBe(issues.length > 0);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});
