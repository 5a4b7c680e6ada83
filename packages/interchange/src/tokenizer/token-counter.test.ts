import { describe, expect, it } from "vitest";
import { worldOf } from "../../fixtures/data/virtual-world.ts";
import { characterCounter } from "../data/counter.ts";
import { tokenCounter } from "./token-counter.ts";

const BYTES = Object.fromEntries(Array.from("abcdefghijklmnopqrstuvwxyz ", (c, i) => [c === " " ? "Ġ" : c, i]));
const TOKENIZER = JSON.stringify({
  model: { type: "BPE", vocab: { ...BYTES, th: 27, the: 28 }, merges: ["t h", "th e"] },
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: true },
  decoder: { type: "ByteLevel" },
});
const model = { id: "nobody/none", family: "nobody", vocab: 29 };
const own = { ...model, tokenizerFile: "m/tokenizer.json" };

describe("what counts a model's tokens", () => {
  it("is its own tokenizer.json, exactly", async () => {
    const { counter, issues } = await tokenCounter(own, worldOf({ "m/tokenizer.json": TOKENIZER }));
    expect([counter.kind, counter.uncertainty, counter.otherScripts, issues.length]).toEqual(["tokenizer", 0, 0, 0]);
    expect(counter.count("the thaw")).toBe(1 + 4);
  });

  it.each([["{"], ["[]"], ["{}"], ['{"model":{"type":"BPE","vocab":[],"merges":7}}'], ["\u0000"], ['{"model":{"type":"Nothing"}}']])(
    "is told to be unreadable where it is: %s",
    async (content) => {
      const { counter, issues } = await tokenCounter(own, worldOf({ "m/tokenizer.json": content }));
      expect(issues.map((i) => [i.code, i.path])).toEqual([["data.tokenizer-unreadable", "m/tokenizer.json"]]);
      expect(counter.kind).toBe("characters");
    },
  );

  it("is its characters where no vocabulary is at hand", async () => {
    const { counter, issues } = await tokenCounter(model, worldOf({}));
    expect([counter.kind, counter.name, issues.length]).toEqual(["characters", characterCounter(29).name, 0]);
  });
});
