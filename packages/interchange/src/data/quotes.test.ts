import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unclosedQuote } from "./quotes.ts";
import type { Source } from "./source.ts";

/** A text that is handed over in pieces, whatever was asked for is cut there. */
function sourceOf(text: string): Source {
  const bytes = new TextEncoder().encode(text);
  return { path: "t.csv", bytes: bytes.length, share: 1, read: (from, to) => Promise.resolve(bytes.subarray(from, to)) };
}
const opened = (text: string): Promise<number | null> => unclosedQuote(sourceOf(text), ",");

describe("a quote that never closes", () => {
  it.each([
    ["none", "a,b\n1,2\n", null],
    ["closed", 'a,b\n"x\ny",2\n', null],
    ["closed by the file's last byte", 'a,b\n1,"x"', null],
    ["doubled inside", 'a,b\n"say ""x""",2\n', null],
    ["part of a plain field", 'a,b\n5" pipe,2\n', null],
    ["behind a mark of byte order", '\uFEFF"a",b\n', null],
    ["open from the second row", 'a,b\n"x,2\n3,4\n', 2],
    ["open after a field with line breaks", 'a,b\n"x\ny\nz",2\n3,"w\n', 5],
    ["the file's last byte", 'a,b\n1,"', 2],
    ["doubled at the end", 'a,b\n1,"x""', 2],
  ])("%s", async (_, text, line) => expect(await opened(text)).toBe(line));

  it("is found wherever the pieces read are cut", async () => {
    const border = 4_194_304;
    for (const shift of [-2, -1, 0, 1]) {
      const closed = `a,b\n"${"x".repeat(border - 5 + shift)}"",y",1\n`;
      expect(await opened(closed)).toBe(null);
      expect(await opened(`${closed}2,"open\n`)).toBe(3);
    }
  });

  it("is none in a table whose every field is quoted", async () => {
    const field = fc.string().map((s) => `"${s.replaceAll('"', '""')}"`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(field, field), { minLength: 1 }), async (rows) => {
        expect(await opened(rows.map((r) => r.join(",")).join("\n"))).toBe(null);
      }),
    );
  });
});
