import { hasField, type Written } from "@outlay/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withFlags } from "./laid-flags.ts";

const set = (job: Written, ...texts: readonly string[]): Written => withFlags(job, { set: texts }).value;

describe("flags over a job", () => {
  it("write a shorthand out, and leave the job as it was", () => {
    const job = { method: "qlora", data: "notes.jsonl" };
    expect(withFlags(job, { rank: "8", epochs: "3" }).value).toEqual({
      method: { kind: "qlora", rank: "8" },
      data: { file: "notes.jsonl", epochs: "3" },
    });
    expect(job).toEqual({ method: "qlora", data: "notes.jsonl" });
  });

  it("set any field by its path, also in a list", () => {
    expect(set({}, "run.checkpoints.every=500", "goal.budget=a=b")).toEqual({
      run: { checkpoints: { every: "500" } },
      goal: { budget: "a=b" },
    });
    expect(set({ where: { owned: [{ accelerator: "h100" }] } }, "where.owned.0.nodes=2")).toEqual({
      where: { owned: [{ accelerator: "h100", nodes: "2" }] },
    });
  });

  it.each([
    ["rtx-4090", { accelerator: "rtx-4090" }],
    ["rtx-4090 x2 @0.10", { accelerator: "rtx-4090", gpusPerNode: "2", usdPerGpuHour: "0.10" }],
    ["NVIDIA A100-SXM4-80GB x8 @ $1.20", { accelerator: "NVIDIA A100-SXM4-80GB", gpusPerNode: "8", usdPerGpuHour: "1.20" }],
  ])("read hardware of one's own: %s", (text, owned) => {
    expect(withFlags({}, { owned: [text] })).toEqual({ value: { where: { owned: [owned] } }, issues: [] });
  });

  it("without a value leave a field out, or an entry of a list", () => {
    const job: Written = { method: { kind: "lora", rank: 8 }, where: { owned: [{ accelerator: "a" }, { accelerator: "b" }] } };
    const { value, issues } = withFlags(job, { set: ["method.rank=", "where.owned.0="] });
    expect(value).toEqual({ method: { kind: "lora" }, where: { owned: [{ accelerator: "b" }] } });
    expect(issues).toEqual([]);
    for (const path of ["data.epochs", "where.owned.5", "where.owned.length", "method.rank.x"]) {
      const told = withFlags(job, { set: [`${path}=`] });
      expect(told.value).toEqual(job);
      expect(told.issues.map((i) => [i.code, i.severity])).toEqual([["job.not-set", "warning"]]);
    }
    expect([hasField(job, "method.rank"), hasField(job, "where.owned.1"), hasField(job, "data")]).toEqual([true, true, false]);
  });

  it("replace another name of the same thing", () => {
    const job: Written = { training: { microBatch: 2, packing: true }, run: { checkpoints: { every: 10 } } };
    const { value } = withFlags(job, { set: ["layout.microBatch=4", "training.padding=max", "run.checkpoints.interval=1h"] });
    expect(value).toEqual({ training: { padding: "max" }, layout: { microBatch: "4" }, run: { checkpoints: { interval: "1h" } } });
    expect(withFlags({ layout: { recompute: "full" } }, { set: ["training.recompute=none"] }).value).toEqual({
      layout: {},
      training: { recompute: "none" },
    });
  });

  it("change the shape of a model by its name", () => {
    const { value } = withFlags({ model: "gpt2" }, { set: ["model.layers=6", "model.gated=true", "model.window=null", "model.norm=rms"] });
    expect(value).toEqual({ model: { base: "gpt2", layers: 6, gated: true, window: null, norm: "rms" } });
    expect(withFlags({}, { set: ["model.name=7"] }).value).toEqual({ model: { name: "7" } });
  });

  it("never touch a prototype, whatever the paths", () => {
    const key = fc.constantFrom(
      "__proto__",
      "constructor",
      "prototype",
      "toString",
      "where",
      "owned",
      "0",
      "length",
      "polluted",
      "a b",
      "",
    );
    const path = fc.array(key, { minLength: 1, maxLength: 5 }).map((keys) => `${keys.join(".")}=1`);
    const before = JSON.stringify([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype)]);
    const job = fc.constantFrom<Written>({}, { where: { owned: [{}, {}] } }, JSON.parse('{"__proto__": {"where": 1}, "where": "x"}'));
    fc.assert(
      fc.property(job, fc.array(fc.oneof(path, fc.string()), { maxLength: 4 }), (tree, texts) => {
        const { value } = withFlags(tree, { set: texts, owned: texts });
        expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
        expect(Reflect.get({}, "polluted")).toBeUndefined();
        expect(JSON.stringify([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype)])).toBe(before);
      }),
      { seed: 10, numRuns: 500 },
    );
  });

  it("take no time over a long text", () => {
    const long = `a${" ".repeat(100_000)}b`;
    expect(withFlags({}, { owned: [long], set: [long] }).issues.map((i) => i.code)).toEqual(["job.bad-owned", "job.bad-set"]);
  });
});
