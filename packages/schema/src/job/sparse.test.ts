import { findModel } from "@outlay/catalog";
import { describe, expect, it } from "vitest";
import { readJob } from "./read.ts";
import { type BuiltRequest, toRequest } from "./request.ts";

function built(training: unknown, name = "gpt2"): BuiltRequest {
  const found = findModel(name);
  const read = readJob({ model: name, data: { tokens: "1M" }, method: "pretrain", training });
  if (found.kind === "none" || !read.job) throw new Error(JSON.stringify(read.issues));
  const { id, architecture, source, verified } = found.model;
  return toRequest(read.job, {
    model: { name: id, architecture, source, verified, checkpoint: null },
    data: null,
    priceRows: [],
    today: "2026-11-24",
  });
}
const sparse = (training: unknown, name?: string) => built(training, name).request?.model.architecture.sparse;
const codes = (training: unknown, name?: string): readonly string[] =>
  built(training, name)
    .issues.filter((i) => i.severity !== "note")
    .map((i) => `${i.code} ${i.path}`);

describe("a pattern of attention in the job", () => {
  it("is laid over the model's own attention, and timed with a kernel that has it", () => {
    expect(sparse({ sparse: "strided" })).toEqual({ kind: "strided" });
    expect(sparse({ sparse: { kind: "block-sparse", density: "25%" } })).toEqual({ kind: "block-sparse", density: 0.25, block: 128 });
    expect(sparse({ sparse: { kind: "windowed-global", window: 512, random: 64 } })).toEqual({
      kind: "windowed-global",
      window: 512,
      global: 0,
      random: 64,
    });
    expect(sparse({})).toBeUndefined();
    expect(built({ sparse: "fixed" }).request?.training.attention).toBe("sdpa");
    expect(built({ sparse: "fixed" }).issues.map((i) => i.code)).toContain("default.sparse-kernel");
    expect(built({}).request?.training.attention).toBeNull();
  });

  it("that a kernel hasn't is told: another is timed, and without fusion nothing is saved", () => {
    expect(codes({ sparse: "fixed", attention: "flash-3" })).toEqual(["job.sparse-kernel training.attention"]);
    expect(built({ sparse: "fixed", attention: "flash-3" }).request?.training.attention).toBe("sdpa");
    expect(codes({ sparse: "fixed", attention: "eager" })).toEqual(["job.sparse-eager training.sparse"]);
    expect(built({ sparse: "fixed", attention: "eager" }).request?.training.attention).toBe("eager");
  });

  it("needs what its kind is made of, and nothing of another", () => {
    expect(codes({ sparse: "block-sparse" })).toEqual(["job.needs training.sparse"]);
    expect(codes({ sparse: "windowed-global" })).toEqual(["job.needs training.sparse"]);
    expect(codes({ sparse: { kind: "strided", density: 0.5 } })).toEqual(["job.not-of-kind training.sparse.density"]);
    expect(codes({ sparse: { kind: "block-sparse", density: 0.5, window: 8 } })).toEqual(["job.not-of-kind training.sparse.window"]);
  });

  it("can't be where there is a window or no attention", () => {
    expect(codes({ sparse: "strided" }, "mistral-7b")).toEqual(["job.sparse-in-window training.sparse"]);
    expect(codes({ sparse: "strided" }, "mamba-130m")).toEqual(["job.sparse-without-attention training.sparse"]);
  });

  it("of no known kind is told with those that are", () => {
    const read = readJob({ model: "gpt2", data: { tokens: 1 }, training: { sparse: "dilated" } });
    expect(read.issues.map((i) => i.path)).toEqual(["training.sparse"]);
    for (const density of [0, 1.5, "much"])
      expect(readJob({ model: "gpt2", data: { tokens: 1 }, training: { sparse: { kind: "block-sparse", density } } }).job).toBeNull();
  });
});

describe("gradient norms in the job", () => {
  const of = (gradients: unknown) => readJob({ model: "gpt2", data: { tokens: "1M" }, method: "pretrain", training: { gradients } });

  it("are two, the smaller batch's the larger", () => {
    const gradients = [
      { batch: 64, squared: 1.3 },
      { batch: 512, squared: 1.02 },
    ];
    expect(of(gradients).job?.training?.gradients).toEqual(gradients);
    expect(built({ gradients }).request?.recipe.gradients).toEqual(gradients);
    expect(of(gradients.toReversed()).job).not.toBeNull();
  });

  it("that no noise explains are told", () => {
    for (const squared of [1, 1.3, 0.1]) {
      const { job, issues } = of([
        { batch: 64, squared: 1 },
        { batch: 512, squared },
      ]);
      expect(job).toBeNull();
      expect(issues.map((i) => i.code)).toEqual(["job.bad-gradients"]);
    }
    expect(of([{ batch: 64, squared: 1 }]).job).toBeNull();
  });
});
