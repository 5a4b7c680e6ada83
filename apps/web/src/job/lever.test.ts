import { describe, expect, it } from "vitest";
import { withLever } from "./lever.ts";
import type { Tree } from "./tree.ts";

const PINS = ["where.accelerators", "where.providers", "layout.microBatch", "training.precision"].map((path) => ({ path, value: "x" }));
const moved = (job: Tree, path: string, to: string, followed: readonly { path: string; from: string | null; to: string }[] = []): Tree =>
  withLever(job, { path, to, followed }, PINS);

describe("a lever moved in a job", () => {
  it("writes its own field, shorthands opened, and leaves the job as it was", () => {
    const job = { model: "gpt2", method: "lora" };
    expect(moved(job, "method.rank", "32")).toEqual({ model: "gpt2", method: { kind: "lora", rank: "32" } });
    expect(moved(job, "model.layers", "6")).toEqual({ model: { base: "gpt2", layers: 6 }, method: "lora" });
    expect(job).toEqual({ model: "gpt2", method: "lora" });
  });

  it("leaves open what a search finds anew, and changes what the job says itself", () => {
    const followed = [
      { path: "where.providers", from: "aws", to: "gcp" },
      { path: "layout.microBatch", from: "8", to: "4" },
    ];
    expect(moved({ where: { providers: ["aws"] } }, "where.accelerators", "l4", followed)).toEqual({
      where: { providers: "gcp", accelerators: "l4" },
    });
    expect(moved({ training: { microBatch: 8 } }, "layout.recompute", "none", followed)).toEqual({
      training: {},
      layout: { microBatch: "4", recompute: "none" },
    });
  });

  it("writes what must go with it, and takes out what is left out", () => {
    const base = [{ path: "method.base", from: null, to: "nf4-dq" }];
    expect(moved({ method: { kind: "lora" } }, "method.kind", "qlora", base)).toEqual({ method: { kind: "qlora", base: "nf4-dq" } });
    expect(moved({ data: { epochs: 2, tokens: "1M" } }, "data.epochs", "")).toEqual({ data: { tokens: "1M" } });
  });
});
