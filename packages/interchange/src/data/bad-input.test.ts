import { gzipSync } from "node:zlib";
import { allTexts, loadLanguage, text as textOfKey } from "@outlay/schema";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { type Content, worldOf } from "../../fixtures/data/virtual-world.ts";
import { characterCounter } from "./counter.ts";
import { type Measured, measureData } from "./measure.ts";

const counter = characterCounter(32_000);
const measured = async (name: string, content: Content | null, textField?: string): Promise<Measured> =>
  await measureData(name, { counter, seed: 1, textField }, worldOf(content === null ? {} : { [name]: content }));

/** A file of one byte over and over. */
const endless = (bytes: number, start: string, byte: number): Content => {
  const head = new TextEncoder().encode(start);
  return {
    bytes,
    at: (from, to) => {
      const out = new Uint8Array(to - from).fill(byte);
      for (let i = from; i < Math.min(to, head.length); i++) out[i - from] = head[i] ?? 0;
      return out;
    },
  };
};

const parquet = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "text", data: ["a b", "c"], type: "STRING" }] }));
const repeatedText = (n: number): string => Array.from({ length: n }, (_, i) => `{"text":"row ${i}"}`).join("\n");

describe("bad files are refused with the reason", () => {
  const cases: readonly (readonly [string, string, Content | null, string, string?])[] = [
    ["a file that isn't there", "none.jsonl", null, "data.not-found"],
    ["an empty file", "empty.jsonl", "", "data.empty"],
    ["only spaces and line breaks", "blank.jsonl", " \n\r\n\t\n", "data.empty"],
    ["a mark of byte order and nothing else", "bom.txt", "\uFEFF", "data.empty"],
    ["an empty list", "empty.json", "[]", "data.empty"],
    ["a table with a header only", "header.csv", "text,id\n", "data.empty"],
    ["records whose text is empty", "hollow.jsonl", '{"text":""}\n{"text":" "}', "data.empty"],
    ["columns of no known shape", "odd.jsonl", '{"alpha":"x","beta":1}', "data.no-shape"],
    ["a named column that isn't there", "named.jsonl", '{"text":"x"}', "data.no-column", "body"],
    ["prose named .jsonl", "prose.jsonl", "It was the best of times,\nit was the worst of times.", "data.too-many-bad"],
    ["a tenth and more of the lines broken", "tenth.jsonl", `${repeatedText(8)}\n{"text":\nnot json\n[1]`, "data.too-many-bad"],
    ["JSON cut off", "cut.json", '[{"text":"a"},{"text":', "data.not-json"],
    ["a number", "number.json", "42", "data.not-records"],
    ["numbers in a list", "numbers.json", "[1,2,3]", "data.too-many-bad"],
    ["a quote that never closes", "quote.csv", 'text,id\n"never closed,1\n', "data.not-table"],
    ["a quote that never closes in a long table", "long-quote.csv", `text,id\n${"plain row,1\n".repeat(400_000)}"never closed,2\n${"plain row,1\n".repeat(400_000)}`, "data.unclosed-quote"],
    ["a bomb of short lines", "bomb.txt.gz", gzipSync("a line\n".repeat(8_000_000)), "data.packed-too-well"],
    ["gzip cut off", "cut.jsonl.gz", gzipSync(repeatedText(1000)).subarray(0, 300), "data.not-gzip"],
    ["no Parquet behind the name", "no.parquet", "PAR1 but no more, certainly no footer here", "data.not-parquet"],
    ["Parquet cut off", "cut.parquet", parquet.subarray(0, parquet.length - 20), "data.not-parquet"],
    ["UTF-16", "utf16.txt", new Uint8Array([0xff, 0xfe, 0x41, 0x00]), "data.utf-16"],
    ["a line of 2 GB", "line.jsonl", endless(2_000_000_000, '{"text":"', 0x78), "data.line-too-long"],
    ["text of 2 GB without a line break", "line.txt", endless(2_000_000_000, "", 0x78), "data.line-too-long"],
    ["a long JSON document that is no list", "long.json", endless(2_000_000_000, '{"a":{"b":"', 0x78), "data.json-too-large"],
    ["a bomb: a line of zeros that gzip packs a thousandfold", "bomb.jsonl.gz", gzipSync(new Uint8Array(60_000_000)), "data.packed-too-well"],
  ];
  for (const [what, name, content, code, textField] of cases) {
    it(what, async () => {
      const { data, issues } = await measured(name, content, textField);
      expect(data).toBeNull();
      const errors = issues.filter((i) => i.severity === "error");
      expect(errors.map((i) => i.code)).toEqual([code]);
      expect(errors[0]?.path.startsWith(name)).toBe(true);
    });
  }

  it("a folder without data", async () => {
    const { data, issues } = await measureData("d", { counter, seed: 1 }, worldOf({ "d/picture.png": "x", "d/README.md": "y" }));
    expect(data).toBeNull();
    expect(issues.map((i) => i.code)).toEqual(["data.no-files"]);
  });

  it("the columns found are named", async () => {
    const { issues } = await measured("odd.jsonl", '{"alpha":"x","beta":1}\n{"gamma":2}');
    expect(issues[0]?.values).toEqual({ columns: "alpha, beta, gamma" });
  });

  it("a file that can't be opened", async () => {
    const world = worldOf({ "locked.jsonl": { bytes: 10, at: () => { throw new Error("EACCES: permission denied"); } } });
    const { issues } = await measureData("locked.jsonl", { counter, seed: 1 }, world);
    expect(issues).toEqual([{ code: "data.unreadable", severity: "error", path: "locked.jsonl", values: { problem: "EACCES: permission denied" } }]);
  });
});

describe("what is left out is said", () => {
  it("broken lines, by their numbers", async () => {
    const { data, issues } = await measured("some.jsonl", `${repeatedText(30)}\n{broken\n${repeatedText(10)}\n"a bare text"\nnull`);
    expect(data).toMatchObject({ samples: 41, skipped: 2, skippedAt: ["31", "43"] });
    expect(issues.find((i) => i.code === "data.bad-records")?.values).toEqual({ bad: 2, total: 43, at: "31, 43" });
  });

  it("records of another shape", async () => {
    const { data, issues } = await measured("mixed.jsonl", `${repeatedText(3)}\n{"other":1}`);
    expect(data?.samples).toBe(3);
    expect(issues.find((i) => i.code === "data.skipped")?.values).toEqual({ count: 1, shape: "text" });
  });

  it("bytes that are no UTF-8", async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('{"text":"a'), 0xff, 0xc3, ...new TextEncoder().encode('b"}')]);
    const { data, issues } = await measured("latin1.jsonl", bytes);
    expect(data?.samples).toBe(1);
    expect(issues.find((i) => i.code === "data.not-utf8")?.values).toEqual({ count: 1 });
  });
});

const texts = await allTexts();
await loadLanguage("zh-CN");

describe("any bytes end in data or in an error", () => {
  const names = ["f.jsonl", "f.json", "f.csv", "f.tsv", "f.txt", "f.parquet", "f.jsonl.gz", "f"];
  const sound = ({ data, issues }: Measured): boolean => {
    const messages = issues.every((i) => i.code in texts.en && !/\{\w+\}/.test(textOfKey(i.code, "zh-CN", { path: i.path, ...i.values })));
    if (!data) return messages && issues.some((i) => i.severity === "error");
    const numbers = [data.samples, data.lengths.mean, data.lengths.longest, data.lengths.uncertainty, data.tokens.p10, data.tokens.p90, data.share, data.charactersPerToken, ...data.lengths.sorted];
    return messages && numbers.every((n) => Number.isFinite(n) && n >= 0) && data.samples > 0;
  };

  it("random bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...names), async (bytes, name) => sound(await measured(name, bytes))),
      { numRuns: 400, seed: 1 },
    );
  });

  const fixtures: Readonly<Record<string, Uint8Array>> = {
    "m.jsonl": new TextEncoder().encode(`${repeatedText(20)}\n{"messages":[{"role":"user","content":"a"}]}`),
    "m.json": new TextEncoder().encode(`{"data":[${repeatedText(20).replaceAll("\n", ",")}]}`),
    "m.csv": new TextEncoder().encode('text,id\n"a, ""b""\nc",1\nd,2\n'),
    "m.parquet": parquet,
    "m.jsonl.gz": gzipSync(repeatedText(20)),
  };

  it("good files with bytes changed, dropped or doubled", async () => {
    const change = fc.record({ at: fc.nat(2000), kind: fc.constantFrom("set", "drop", "double"), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(fixtures)), fc.array(change, { minLength: 1, maxLength: 6 }), async (name, changes) => {
        const bytes = [...(fixtures[name] ?? [])];
        for (const { at, kind, byte } of changes) {
          const place = at % Math.max(1, bytes.length);
          bytes.splice(place, kind === "double" ? 0 : 1, ...(kind === "drop" ? [] : [kind === "set" ? byte : (bytes[place] ?? 0)]));
        }
        return sound(await measured(name, new Uint8Array(bytes)));
      }),
      { numRuns: 400, seed: 2 },
    );
  });

  it("deep nesting", async () => {
    for (const name of ["deep.json", "deep.jsonl"]) expect(sound(await measured(name, `[{"text":${"[".repeat(200_000)}`))).toBe(true);
    const deep = `{"text":${"[".repeat(5000)}${"]".repeat(5000)}}`;
    for (const name of ["deep.json", "deep.jsonl"]) expect(sound(await measured(name, deep))).toBe(true);
  });
});
