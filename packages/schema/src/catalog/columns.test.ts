import { rowsOf } from "@outlay/catalog";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf } from "./columns.ts";

const row = fc.record({ a: fc.jsonValue(), b: fc.record({ c: fc.integer(), d: fc.option(fc.string()) }), e: fc.array(fc.integer()) });

describe("columns", () => {
  it("give back the very rows, in one shape or in many, through JSON", () => {
    const rows = fc.oneof(fc.array(row), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(rows, (list) => {
        const plain = JSON.parse(JSON.stringify(list));
        expect(JSON.stringify(rowsOf(JSON.parse(JSON.stringify(columnsOf(plain)))))).toBe(JSON.stringify(plain));
      }),
    );
  });

  it("name each field once where rows are alike", () => {
    const text = JSON.stringify(
      columnsOf([
        { name: "x", of: { deep: 1 } },
        { name: "y", of: { deep: 2 } },
      ]),
    );
    expect([text.split("name").length, text.split("deep").length]).toEqual([2, 2]);
  });
});
