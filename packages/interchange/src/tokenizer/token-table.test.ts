import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER, tokenTable } from "./token-table.ts";

const encoder = new TextEncoder();
const tokens = fc.array(fc.string({ minLength: 1, maxLength: 12, unit: "binary" }), { minLength: 1, maxLength: 60 });

describe("a table of tokens", () => {
  it("holds each token once with its first rank, however few it was made for", () => {
    fc.assert(
      fc.property(tokens, fc.integer({ min: 0, max: 80 }), (list, capacity) => {
        const table = tokenTable(capacity);
        const expected = new Map<string, number>();
        for (const [rank, token] of list.entries()) {
          const bytes = encoder.encode(token);
          table.add(bytes, 0, bytes.length, rank);
          const key = bytes.join();
          if (!expected.has(key)) expected.set(key, rank);
        }
        expect(table.size).toBe(expected.size);
        const seen: string[] = [];
        table.forEach((bytes, from, to) => {
          const token = bytes.slice(from, to);
          seen.push(token.join());
          expect(table.rank(token, 0, token.length)).toBe(expected.get(token.join()));
        });
        expect(seen).toEqual([...expected.keys()]);
      }),
    );
  });

  it("knows no token that it wasn't given, and forgets ranks when asked", () => {
    const table = tokenTable(1);
    const [a, b] = ["a", "b"].map((t) => encoder.encode(t));
    if (!a || !b) throw new Error("two tokens");
    table.add(a, 0, 1, 7);
    expect(table.rank(b, 0, 1)).toBe(-1);
    table.unrank();
    expect(table.rank(a, 0, 1)).toBe(NEVER);
    table.rerank(a, 0, 1, 3);
    table.rerank(a, 0, 1, 4);
    expect(table.rank(a, 0, 1)).toBe(3);
  });
});
