import { findModel } from "@outlay/catalog";
import { describe, expect, it } from "vitest";
import { readJob } from "./read.ts";
import { type BuiltRequest, toRequest } from "./request.ts";

const found = findModel("gpt2");
if (found.kind === "none") throw new Error("the catalog has no gpt2");
const { id, architecture, source, verified } = found.model;

function built(data: Readonly<Record<string, unknown>>, where: unknown = { accelerators: "h100" }): BuiltRequest {
  const read = readJob({ model: "m", data: { tokens: "1M", ...data }, where });
  if (!read.job) throw new Error(JSON.stringify(read.issues));
  const model = { name: id, architecture, source, verified, checkpoint: null };
  return toRequest(read.job, { model, data: null, priceRows: [], today: "2026-11-24" });
}

const codes = (b: BuiltRequest): readonly string[] => b.issues.map((i) => i.code);

describe("where a job's data is", () => {
  it("is read as a provider and a region", () => {
    expect(built({ at: "aws/us-east-1" }).request?.data.at).toEqual({ provider: "aws", region: "us-east-1" });
    expect(built({ at: "GCP" }).request?.data.at).toEqual({ provider: "gcp", region: null });
    expect(codes(built({ at: "my-cellar" }))).toContain("job.data-elsewhere");
    expect(codes(built({ at: "owned" }))).not.toContain("job.data-elsewhere");
  });

  it("may not leave the regions that the job names: offers elsewhere or nowhere in particular are left out", () => {
    const { request } = built({ residency: ["eu-*", "europe-*"] });
    const regions = new Set(request?.machines.flatMap((m) => m.prices.map((p) => p.region)));
    expect(regions.size).toBeGreaterThan(2);
    for (const region of regions) expect(region).toMatch(/^eu/);
    const lambda = built({ residency: "eu-west-1" }, { accelerators: "h100", providers: "lambda" });
    expect([lambda.request, codes(lambda).includes("job.nothing-resident")]).toEqual([null, true]);
    expect(codes(built({ residency: "mars-*" })).some((c) => c.startsWith("job.unknown-region"))).toBe(true);
    const own = built({ residency: "eu-*" }, { owned: [{ accelerator: "h100" }] });
    expect(own.request?.machines).toHaveLength(1);
  });

  it("is as large as measured or said, else as its tokens; of steps nothing is known", () => {
    expect(built({ bytes: "2TB" }).request?.dataBytes).toBe(2e12);
    expect(built({}).request?.dataBytes).toBeCloseTo(4.4e6, 3);
    expect(built({ tokens: undefined, samples: 100, tokensPerSample: 50 }).request?.dataBytes).toBeCloseTo(22_000, 6);
    expect(built({ tokens: undefined, steps: 10 }).request?.dataBytes).toBeNull();
    expect(codes(built({ at: "aws" }))).toContain("default.data-bytes");
    expect(codes(built({ at: "aws", bytes: "1GB" }))).not.toContain("default.data-bytes");
  });

  it("is fetched ahead and not cached where nothing is said", () => {
    expect(built({}).request?.data).toMatchObject({ prefetch: true, cached: false, readBytesPerSecond: null });
    expect(built({ prefetch: false, cache: true, readRate: "2GB" }).request?.data).toMatchObject({
      prefetch: false,
      cached: true,
      readBytesPerSecond: 2e9,
    });
  });

  it("is tokenised before, or on the way", () => {
    const of = (preprocessing: unknown): unknown => {
      const data = built({ preprocessing }).request?.data;
      return data && [data.preparing, data.ahead];
    };
    expect(of({ tokensPerSecondPerCore: "100k", cores: 4 })).toEqual([null, { tokensPerSecondPerCore: 1e5, cores: 4 }]);
    expect(of({ when: "while-training", tokensPerSecondPerCore: "100k" })).toEqual([{ tokensPerSecondPerCore: 1e5, coresPerGpu: 8 }, null]);
    expect(of(undefined)).toEqual([null, null]);
    expect(codes(built({ preprocessing: {} }))).toContain("default.tokenizing");
  });
});
