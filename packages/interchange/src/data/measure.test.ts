import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { type Content, repeated, worldOf } from "../../fixtures/data/virtual-world.ts";
import { characterCounter, type TokenCounter } from "./counter.ts";
import { type DataSummary, type Measured, measureData } from "./measure.ts";

/** One token a word: lengths can be told by eye. */
const words: TokenCounter = { name: "words", kind: "tokenizer", uncertainty: 0, otherScripts: 0, frame: 0, count: (text) => text.split(/\s+/).filter((w) => w !== "").length };

async function measured(files: Readonly<Record<string, Content>>, path: string, options: { textField?: string; counter?: TokenCounter } = {}): Promise<Measured> {
  return await measureData(path, { counter: options.counter ?? words, seed: 7, textField: options.textField }, worldOf(files));
}

async function dataOf(name: string, content: Content, textField?: string): Promise<DataSummary> {
  const { data, issues } = await measured({ [name]: content }, name, textField === undefined ? {} : { textField });
  expect(issues.filter((i) => i.severity === "error")).toEqual([]);
  if (!data) throw new Error("nothing measured");
  return data;
}

const jsonl = (records: readonly unknown[]): string => records.map((r) => JSON.stringify(r)).join("\n");

const RECORDS = {
  text: [{ text: "one two three" }, { text: "four" }],
  "prompt-completion": [
    { prompt: "one two", completion: "three" },
    { prompt: "four", completion: "" },
  ],
  messages: [{ messages: [{ role: "user", content: "one two" }, { role: "assistant", content: "three" }] }, { messages: [{ role: "user", content: "four" }] }],
  sharegpt: [{ conversations: [{ from: "human", value: "one two" }, { from: "gpt", value: "three" }] }, { conversations: [{ from: "human", value: "four" }] }],
  preference: [
    { prompt: "one two", chosen: "three", rejected: "counted as well" },
    { prompt: "four", chosen: "", rejected: "no" },
  ],
} as const;

/** Lengths expected of the records above: words, and the end or five a message. */
const LENGTHS: Readonly<Record<keyof typeof RECORDS, readonly number[]>> = {
  text: [2, 4],
  "prompt-completion": [2, 4],
  messages: [6, 13],
  sharegpt: [6, 13],
  preference: [2, 3, 4, 6],
};

function parquet(records: readonly object[]): Uint8Array {
  const names = [...new Set(records.flatMap((r) => Object.keys(r)))];
  const columnData = names.map((name) => {
    const data = records.map((r) => Reflect.get(r, name) as unknown);
    return { name, data, type: data.some((v) => typeof v === "object") ? ("JSON" as const) : ("STRING" as const) };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function csv(records: readonly object[], delimiter: string): string {
  const names = Object.keys(records[0] ?? {});
  const rows = records.map((r) => names.map((n) => `"${String(Reflect.get(r, n)).replaceAll('"', '""')}"`).join(delimiter));
  return [names.join(delimiter), ...rows].join("\n");
}

describe("a data file of any format and shape is measured alike", () => {
  for (const [shape, records] of Object.entries(RECORDS)) {
    const lengths = LENGTHS[shape as keyof typeof RECORDS];
    const files: Record<string, Content> = {
      "d.jsonl": jsonl(records),
      "d.ndjson": `\uFEFF${jsonl(records).replaceAll("\n", "\r\n")}\r\n`,
      "d.json": JSON.stringify(records, null, 2),
      "train.json": JSON.stringify({ version: 1, train: records }),
      "lines.json": jsonl(records),
      "d.jsonl.gz": gzipSync(jsonl(records)),
      "d.json.gz": gzipSync(JSON.stringify(records)),
      "d.parquet": parquet(records),
    };
    if (!["messages", "sharegpt"].includes(shape)) Object.assign(files, { "d.csv": csv(records, ","), "d.tsv": csv(records, "\t"), "semicolon.csv": csv(records, ";") });
    for (const [name, content] of Object.entries(files)) {
      it(`${shape} in ${name}`, async () => {
        const d = await dataOf(name, content);
        expect(d).toMatchObject({ shape, samples: lengths.length, files: 1, sampled: false, share: 1, skipped: 0 });
        expect(d.lengths.sorted).toEqual(lengths);
        expect(d.lengths.mean).toBeCloseTo(lengths.reduce((n, l) => n + l, 0) / lengths.length, 9);
        expect(d.lengths.longest).toBe(lengths.at(-1));
        expect(d.lengths.uncertainty).toBe(0);
      });
    }
  }

  it("Alpaca's template stands around instruction, input and output", async () => {
    const d = await dataOf("a.json", JSON.stringify([{ instruction: "Sum", input: "1 2", output: "3" }, { instruction: "Greet", input: "", output: "Hello" }]));
    expect(d.shape).toBe("alpaca");
    expect(d.lengths.sorted).toEqual([22, 34]);
  });

  it("a system prompt, tools, tool calls and parts of a message are counted", async () => {
    const call = { function: { name: "f", arguments: "{}" } };
    const record = {
      tools: "tool list",
      messages: [
        { role: "system", content: "be brief" },
        { role: "user", content: [{ type: "text", text: "what is this" }, { type: "image_url", image_url: "x" }] },
        { role: "assistant", content: null, tool_calls: [call] },
      ],
    };
    const { data, issues } = await measured({ "t.jsonl": jsonl([record]) }, "t.jsonl");
    expect(data?.lengths.sorted).toEqual([2 + 2 + 3 + 1 + 3 * 5]);
    expect(issues.find((i) => i.code === "data.media")?.values).toEqual({ count: 1 });
  });

  it("a named column is taken whatever its name", async () => {
    expect((await dataOf("n.jsonl", jsonl([{ a: "x y", text: "no" }, { a: "z", text: "no" }]), "a")).lengths.sorted).toEqual([2, 3]);
    expect((await dataOf("n.parquet", parquet([{ odd: "x y" }, { odd: "z" }]), "odd")).lengths.sorted).toEqual([2, 3]);
  });

  it("plain text is cut at blank lines, else at lines", async () => {
    expect((await dataOf("p.txt", "one two\nthree\n\nfour\r\n \r\nfive six")).lengths.sorted).toEqual([2, 3, 4]);
    expect((await dataOf("l.txt", "one two\nthree\n")).lengths.sorted).toEqual([2, 3]);
    expect((await dataOf("w.txt.gz", gzipSync("one two"))).lengths.sorted).toEqual([3]);
  });

  it("a table's quoted fields may hold delimiters, quotes and line breaks", async () => {
    expect((await dataOf("q.csv", 'text,id\n"one, ""two""\nthree",1\nfour,2\n')).lengths.sorted).toEqual([2, 4]);
  });

  it("Chinese text in UTF-8 is counted by characters where no vocabulary is at hand", async () => {
    const { data, issues } = await measured({ "中文.jsonl": jsonl([{ text: "天地玄黄，宇宙洪荒。" }]) }, "中文.jsonl", { counter: characterCounter(151_936) });
    expect(data?.lengths.sorted[0]).toBeGreaterThan(7);
    expect(data?.lengths.uncertainty).toBeGreaterThan(0.2);
    expect(issues.map((i) => i.code)).toEqual(["data.counted-characters"]);
  });

  it("a folder's files count together; notes beside them don't", async () => {
    const { data } = await measured({ "d/README.md": "no data", "d/a.jsonl": jsonl(RECORDS.text), "d/sub/b.jsonl": jsonl(RECORDS.text), "d/.hidden.jsonl": "x" }, "d");
    expect(data).toMatchObject({ files: 2, samples: 4, sampled: false });
    expect(data?.lengths.sorted).toEqual([2, 2, 4, 4]);
  });
});

describe("a large file is sampled", () => {
  const line = (n: number): string => `{"text":"${"word ".repeat(1 + ((n * 2654435761) % 97))}"}`;
  const mean = Array.from({ length: 97 }, (_, i) => i + 2).reduce((a, b) => a + b, 0) / 97;

  it("50 GB of JSON lines: few megabytes are read, and the truth lies within the stated range", async () => {
    const width = 600;
    const bytes = 50_000_000_400;
    const world = worldOf({ "big.jsonl": repeated(bytes, width, line) });
    const { data } = await measureData("big.jsonl", { counter: words, seed: 1 }, world);
    expect(world.readBytes()).toBeLessThan(12_000_000);
    const { p10, p90 } = data?.sampleRange ?? { p10: 0, p90: 0 };
    expect(p10).toBeLessThanOrEqual(bytes / width);
    expect(p90).toBeGreaterThanOrEqual(bytes / width);
    expect(Math.abs((data?.lengths.mean ?? 0) / mean - 1)).toBeLessThan(0.03);
    expect(data?.lengths.sorted).toHaveLength(2000);
    expect(data?.sampled).toBe(true);
  });

  it("records of very different lengths aren't favoured by their length", async () => {
    const lines: string[] = [];
    for (let n = 0; n < 6000; n++) lines.push(`{"text":"${"word ".repeat(Math.imul(n, 2654435761) >>> 0 < 429_496_730 ? 3000 : 30)}"}`);
    const { data } = await measured({ "mixed.jsonl": lines.join("\n") }, "mixed.jsonl");
    expect(data?.sampled).toBe(true);
    expect(data?.samples).toBe(6000);
    expect(Math.abs((data?.lengths.mean ?? 0) / (0.1 * 3001 + 0.9 * 31) - 1)).toBeLessThan(0.1);
    expect(data?.lengths.uncertainty).toBeGreaterThan(0.01);
  });

  it("a long list of records in one JSON document", async () => {
    const records = Array.from({ length: 40_000 }, (_, n) => ({ id: n, messages: [{ role: "user", content: `{"a": [1, "]"]} ${"word ".repeat(n % 60)}` }, { role: "assistant", content: "yes, {indeed}" }] }));
    const { data } = await measured({ "long.json": JSON.stringify({ version: 1, data: records }) }, "long.json");
    expect(data?.shape).toBe("messages");
    expect(Math.abs((data?.samples ?? 0) / 40_000 - 1)).toBeLessThan(0.01);
  });

  it("a long table with line breaks in its fields", async () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => `${n},"say ""${n}"",\n${"word ".repeat(n % 60)}\n\nend","plain"`);
    const { data } = await measured({ "long.csv": ["id,text,note", ...rows].join("\n") }, "long.csv");
    expect(Math.abs((data?.samples ?? 0) / 60_000 - 1)).toBeLessThan(0.05);
    expect(Math.abs((data?.lengths.mean ?? 0) / (3 + 29.5 + 1) - 1)).toBeLessThan(0.05);
  });

  it("the start of a packed file stands for the rest, which is said", async () => {
    const text = jsonl(Array.from({ length: 90_000 }, (_, n) => ({ text: `${n} ${Math.sin(n)} `.repeat(6) })));
    const { data } = await measured({ "p.jsonl.gz": gzipSync(text) }, "p.jsonl.gz");
    expect(data?.sampled).toBe(true);
    expect(Math.abs((data?.samples ?? 0) / 90_000 - 1)).toBeLessThan(0.2);
    expect(data?.lengths.uncertainty).toBeGreaterThanOrEqual(0.2);
  });

  it("a long Parquet file is read in parts, its rows are in its footer", async () => {
    const file = parquet(Array.from({ length: 30_000 }, (_, n) => ({ text: `row ${n} ${"word ".repeat(n % 20)}` })));
    const { data } = await measured({ "l.parquet": file }, "l.parquet");
    expect(data).toMatchObject({ samples: 30_000, sampled: true });
    expect(Math.abs((data?.lengths.mean ?? 0) / (2 + 9.5 + 1) - 1)).toBeLessThan(0.05);
  });

  it("many files: some are read, the others taken to be like them", async () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`d/${n}.jsonl`, jsonl(Array.from({ length: 20 + (n % 5) }, () => ({ text: "word ".repeat(50) })))]));
    const { data } = await measured(files, "d");
    expect(data?.files).toBe(200);
    expect(Math.abs((data?.samples ?? 0) / 4400 - 1)).toBeLessThan(0.02);
  });

  it("the same seed draws the same sample", async () => {
    const files = { "s.jsonl": repeated(20_000_000, 400, line) };
    expect(await measured(files, "s.jsonl")).toEqual(await measured(files, "s.jsonl"));
  });
});

describe("prompts to which answers are written", () => {
  const prompts = async (records: readonly unknown[]): Promise<readonly [string, string, readonly number[]]> => {
    const { data } = await measureData("p.jsonl", { counter: words, seed: 7, prompts: true }, worldOf({ "p.jsonl": jsonl(records) }));
    if (!data) throw new Error("nothing measured");
    return [data.shape, data.columns, data.lengths.sorted];
  };

  it("are counted without the answers that records hold", async () => {
    expect(await prompts([{ question: "one two", answer: "three four five" }])).toEqual(["prompt", "question", [3]]);
    expect(await prompts([{ prompt: "one two", chosen: "a b", rejected: "c" }])).toEqual(["prompt", "prompt", [3]]);
    expect(await prompts([{ problem: "one two three", solution: "four" }])).toEqual(["prompt", "problem", [4]]);
    const told = { messages: [{ role: "user", content: "one two" }, { role: "assistant", content: "three four" }] };
    const open = { messages: [{ role: "user", content: "one two" }] };
    expect((await prompts([told]))[2]).toEqual((await prompts([open]))[2]);
    expect((await prompts([{ messages: [{ role: "assistant", content: "alone" }] }]))[2]).toHaveLength(1);
  });

  it("of pairs without a prompt are the conversation before the last answer", async () => {
    const asked = { role: "user", content: "one two" };
    const pair = { chosen: [asked, { role: "assistant", content: "yes" }], rejected: [asked, { role: "assistant", content: "no" }] };
    expect((await prompts([pair]))[2]).toEqual((await prompts([{ messages: [asked] }]))[2]);
  });

  it("of instructions keep their template and input, and of plain text are all of it", async () => {
    const [shape, columns, [length]] = await prompts([{ instruction: "add", input: "1 2", output: "3" }]);
    expect([shape, columns]).toEqual(["prompt", "instruction + input"]);
    const [, , [whole]] = await prompts([{ instruction: "add", output: "3" }]);
    expect(length).toBeGreaterThan(whole ?? 0);
    expect((await prompts([{ text: "one two three" }]))[0]).toBe("text");
  });
});
