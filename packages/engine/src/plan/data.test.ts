import { describe, expect, it } from "vitest";
import { machines, priceOf } from "../../fixtures/machines.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { trl } from "../../fixtures/stacks.ts";
import type { DataPrice } from "../money/offer.ts";
import { plan } from "./plan.ts";
import type { DataSpec, PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";

const price = (kind: DataPrice["kind"], provider: string, usd: number): DataPrice => ({
  provider,
  kind,
  item: kind,
  usd,
  unit: kind === "storage" ? "GB-month" : "GB",
  source: "list",
  asOf: null,
});
const base = requestOf({
  machines: [machines.a10g],
  dataBytes: 1e12,
  dataPrices: [price("egress", "cloud", 0.09), price("transfer", "cloud", 0.02), price("egress", "far", 0.12)],
});

function planned(data: Partial<DataSpec>, more: Partial<PlanRequest> = {}): Plan {
  const [first] = plan({ ...base, ...more, data: { ...base.data, ...data } }, alternatives).plans;
  if (!first) throw new Error("no plan");
  return first;
}

const line = (p: Plan): number | null | undefined => p.bill.find((l) => l.id === "transfer")?.costUsd;

describe("where the data is", () => {
  it("costs nothing at the machine, little from another region, more from another provider; unknown where no price is", () => {
    const from = (provider: string, region: string | null): Plan => planned({ at: { provider, region } });
    expect([line(from("cloud", "us-east-1")), line(from("cloud", null))]).toEqual([undefined, undefined]);
    expect(line(from("cloud", "eu-west-1"))).toBeCloseTo(20, 9);
    expect(line(from("far", "anywhere"))).toBeCloseTo(120, 9);
    expect(line(from("own-site", null))).toBeNull();
    expect(from("own-site", null).issues.map((i) => i.code)).toContain("plan.transfer-unpriced");
    expect(from("far", null).issues.map((i) => i.code)).not.toContain("plan.transfer-unpriced");
    expect(["us-east-1", "eu-west-1"].map((region) => from("cloud", region).data.move)).toEqual(["none", "between-regions"]);
    expect(from("far", null).data.moveSeconds).toBeCloseTo(1e12 / 5e8, 6);
    expect(from("cloud", "us-east-1").data.moveSeconds).toBe(0);
  });

  it("isn't asked where the job doesn't say, or its size isn't known", () => {
    expect([planned({}).data.move, planned({}).data.moveSeconds]).toEqual([null, null]);
    const unknown = planned({ at: { provider: "far", region: null } }, { dataBytes: null });
    expect([line(unknown), unknown.data.moveSeconds, unknown.data.move]).toEqual([undefined, null, "between-providers"]);
  });

  it("makes machines beside it the cheaper ones", () => {
    const near = { ...machines.a10g, id: "cloud/near", prices: [priceOf(1.1)] };
    const far = { ...machines.a10g, id: "far/box", provider: "far", prices: [priceOf(1)] };
    const at = (provider: string): Plan => planned({ at: { provider, region: null } }, { machines: [near, far] });
    expect([at("cloud").provider, at("far").provider]).toEqual(["cloud", "far"]);
  });

  it("is paid for by owned machines too", () => {
    const mine = { ...machines.ownRtx4090, prices: [priceOf(1)] };
    expect(line(planned({ at: { provider: "far", region: null } }, { machines: [mine] }))).toBeCloseTo(120, 9);
  });
});

describe("whether data keeps up", () => {
  const training = (p: Plan, id: string): number => p.runSeconds.parts.find((part) => part.id === id)?.value ?? 0;

  it("a store that is too slow holds the cards up, and the run takes as long as its reading", () => {
    const slow = planned({ readBytesPerSecond: 1000 });
    expect(slow.data.stallSeconds).toBeGreaterThan(0);
    expect((training(slow, "training") + training(slow, "input")) / ((slow.tokens * 4) / 1000)).toBeCloseTo(1, 1);
    expect(slow.data.stallsFromGpus).toBeLessThan(1);
    expect(planned({}).data).toMatchObject({ stallSeconds: 0, stallsFromGpus: null });
    expect(planned({ readBytesPerSecond: 1e9 }).data.stallsFromGpus).toBeGreaterThan(100);
  });

  it("a cache lets only the first epoch wait", () => {
    // What waits for data costs the same under another stack or layout: one of each is held.
    const one = { machines: [machines.a10g], stacks: [trl], gpus: { min: 1, max: 1 } };
    const { microBatch, recompute } = planned({ readBytesPerSecond: 1000 }, one).layout;
    const held = { ...one, layout: { microBatch, recompute } };
    const stall = (cached: boolean, epochs: number): number =>
      planned({ readBytesPerSecond: 1000, cached }, { ...held, work: samples(2000, epochs) }).data.stallSeconds;
    expect(stall(true, 4)).toBeCloseTo(stall(false, 4) / 4, 9);
    expect(stall(true, 1)).toBe(stall(false, 1));
  });

  it("tokenising on the way holds them up where the cores are too few; without prefetching everything adds", () => {
    expect(planned({ preparing: { tokensPerSecondPerCore: 100, coresPerGpu: 1 } }).data.stallSeconds).toBeGreaterThan(0);
    expect(planned({ preparing: { tokensPerSecondPerCore: 1e6, coresPerGpu: 8 } }).data.stallSeconds).toBe(0);
    expect(planned({ prefetch: false }).runSeconds.p50).toBeGreaterThan(planned({}).runSeconds.p50);
  });

  it("tokenising before takes the data's tokens over the cores, once for all epochs", () => {
    const ahead = { tokensPerSecondPerCore: 1e5, cores: 10 };
    const of = (work: PlanRequest["work"]): number => planned({ ahead }, { work }).data.prepareSeconds ?? 0;
    expect(of(tokens(1e8, 1024)) / 100).toBeCloseTo(1, 2);
    expect(of(samples(2000, 3))).toBeCloseTo(of(samples(2000, 1)), 9);
    expect(of({ ...samples(), amount: { kind: "steps", steps: 10 } })).toBeGreaterThan(0);
    expect(planned({}).data.prepareSeconds).toBeNull();
  });
});
