import { describe, expect, it } from "vitest";
import { machineOf, machines, nodes, priceOf, rtx4090 } from "../../fixtures/machines.ts";
import { dpo } from "../../fixtures/objectives.ts";
import { requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { full, pretrain } from "../../fixtures/setups.ts";
import { megatron, torchtitan } from "../../fixtures/stacks.ts";
import { AS_GIVEN } from "../run/target/target.ts";
import type { Offering } from "./offering.ts";
import { followers, held, type Pin, pinsOf } from "./pins.ts";
import type { PlanRequest } from "./request.ts";
import { solve } from "./solve.ts";

function chosenOf(request: PlanRequest): Offering {
  const { offering } = solve(request);
  if (!offering) throw new Error("nothing was found");
  return offering;
}

const pins = (request: PlanRequest): ReadonlyMap<string, string> =>
  new Map(pinsOf(request, chosenOf(request)).map((p: Pin) => [p.path, p.value]));

const CLUSTER = requestOf({
  machines: [machines.h100],
  stacks: [torchtitan],
  method: full,
  gpus: { min: 16, max: 16 },
  work: tokens(1e9),
  layout: { sharding: "hsdp", shardGroup: 8 },
});

describe("a plan held", () => {
  it.each([
    ["on a card", requestOf()],
    ["on a cluster", CLUSTER],
    ["of one's own", requestOf({ machines: [machines.ownRtx4090], purchases: ["on-demand", "spot"] })],
    ["on spot", requestOf({ purchases: ["spot"], machines: [machines.a10g, machines.h100] })],
  ] as const)("is the only answer to its request: %s", (_, request) => {
    const chosen = chosenOf(request);
    const again = solve(held(request, chosen)).offering;
    expect(again?.cost).toBe(chosen.cost);
    expect(again?.seconds).toBe(chosen.seconds);
    expect(again?.candidate.memory).toBe(chosen.candidate.memory);
    expect(again?.candidate.setup.layout).toEqual(chosen.candidate.setup.layout);
  });

  it("names machine, terms and count by the fields of a job", () => {
    const found = pins(requestOf({ machines: [machines.h100], gpus: { min: 8, max: 8 } }));
    expect(found.get("where.accelerators")).toBe("h100-sxm");
    expect(found.get("where.providers")).toBe("cloud");
    expect(found.get("where.instanceTypes")).toBe("h100-8");
    expect(found.get("where.regions")).toBe("us-east-1");
    expect(found.get("where.purchase")).toBe("on-demand");
    expect(found.get("where.gpus")).toBe("8");
    expect(found.has("layout.dp")).toBe(false);
    expect(found.has("where.owned")).toBe(false);
  });

  it("counts batches of pairs as the job does", () => {
    const request = requestOf({ objective: dpo, work: samples(2000, 1, { globalBatch: 16 }), layout: { microBatch: 4 } });
    expect(pins(request).get("training.globalBatch")).toBe("8");
    expect(pins(request).get("layout.microBatch")).toBe("2");
  });

  it("leaves a region open that stands for all, and writes commas as patterns", () => {
    const at = (region: string) => requestOf({ machines: [{ ...machines.a10g, prices: [priceOf(1, null, { region })] }] });
    expect(pins(at("*")).get("where.regions")).toBe("");
    expect(pins(at("Oslo, NO")).get("where.regions")).toBe("Oslo* NO");
  });

  it("says a shard group where there is one, and what follows apart", () => {
    expect(pins(CLUSTER).get("layout.shardGroup")).toBe("8");
    expect(pins(requestOf()).has("layout.shardGroup")).toBe(false);
    expect(followers(chosenOf(CLUSTER)).map((p) => p.path)).toEqual(["layout.dp", "layout.gradAccum"]);
  });

  it("leaves out what is rented where hardware of one's own was chosen, and other entries from the last", () => {
    const other = machineOf("other", rtx4090, nodes.pcie8, { id: "own/other", provider: "own", owned: true });
    const owned = [
      { path: "where.owned.0", machines: ["own/none"] },
      { path: "where.owned.1", machines: ["own/mine", "own/other"] },
      { path: "where.owned.2", machines: ["own/third"] },
    ];
    const found = [...pins(requestOf({ machines: [machines.ownRtx4090, other], owned }))];
    expect(found.slice(0, 3)).toEqual([
      ["where.owned.1.accelerator", "rtx-4090"],
      ["where.owned.2", ""],
      ["where.owned.0", ""],
    ]);
    expect(new Map(found).get("where.providers")).toBe("");
    const rented = pins(requestOf({ machines: [machines.a10g], owned }));
    expect(rented.get("where.owned")).toBe("");
    expect(pins(requestOf({ machines: [machines.ownRtx4090] })).get("where.accelerators")).toBe("");
  });

  it("holds a card that nobody sells by its name", () => {
    const found = pins(requestOf({ machines: [{ ...machines.ownRtx4090, provider: "unpriced" }] }));
    expect(found.get("where.accelerators")).toBe("rtx-4090");
    expect(found.get("where.providers")).toBe("");
    expect(found.has("where.purchase")).toBe(false);
  });

  it("takes an aim as the tokens that it came to, and goes on spending limits", () => {
    const aim = requestOf({
      machines: [machines.h100],
      stacks: [megatron],
      method: pretrain,
      work: tokens(20e9),
      gpus: { min: 8, max: 8 },
      target: { ...AS_GIVEN, goal: { kind: "compute-optimal" } },
    });
    expect(pins(aim).get("data.tokens")).toBe("20000000000");
    expect(pins(aim).get("goal.tokens")).toBe("");
    expect(held(aim, chosenOf(aim)).target.goal).toEqual({ kind: "given" });
    const most = requestOf({ target: { ...AS_GIVEN, goal: { kind: "most", budget: 5, gpuHours: null, deadline: null, carbon: null } } });
    expect(pins(most).has("data.tokens")).toBe(false);
    expect(held(most, chosenOf(most)).target.goal.kind).toBe("most");
  });

  it("doesn't pin a kernel that the card isn't known to have", () => {
    const bare = { ...machines.a10g, accelerator: { ...machines.a10g.accelerator, attention: [] } };
    const request = requestOf({ machines: [bare] });
    expect(pins(request).has("training.attention")).toBe(false);
    expect(held(request, chosenOf(request)).training.attention).toBeNull();
  });
});
