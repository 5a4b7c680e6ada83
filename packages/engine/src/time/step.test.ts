import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS, setups } from "../../fixtures/arbitraries.ts";
import { a10g, clusterOf, gb200, h100, h800, nodeOf, nodes } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { tableOf } from "../../fixtures/models.ts";
import { lora, pretrain, setupOf, withLayout } from "../../fixtures/setups.ts";
import { bare, torchtitan, trl } from "../../fixtures/stacks.ts";
import type { Setup } from "../layout/setup.ts";
import type { Accelerator } from "../machine/accelerator.ts";
import type { Cluster } from "../machine/cluster.ts";
import { sum } from "../quantity.ts";
import { hardwareFlop, modelFlop, operatorFlops } from "../work/flops.ts";
import { stepParts } from "./explain.ts";
import { precisionPeak } from "./matmul.ts";
import { passOf } from "./pass.ts";
import { isConnected, stepSeconds, stepTerms, trainingSeconds } from "./step.ts";

const seconds = (setup: Setup): number => stepSeconds(stepTerms(setup));

function neverSlower(change: (c: Cluster) => Cluster, where: (setup: Setup) => boolean = () => true): void {
  fc.assert(
    fc.property(setups.filter(where), (setup) => {
      const before = seconds(setup);
      expect(before).toBeGreaterThan(0);
      expect(seconds({ ...setup, cluster: change(setup.cluster) })).toBeLessThanOrEqual(before * (1 + 1e-12));
    }),
    RUNS,
  );
}

describe("a step is the sum of its terms", () => {
  it("all of them finite and not negative, each explained", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const terms = stepTerms(setup);
        for (const value of Object.values(terms)) {
          expect(Number.isFinite(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(0);
        }
        expect(sum(stepParts(setup, terms)) / stepSeconds(terms)).toBeCloseTo(1, 9);
        expect(trainingSeconds(setup) / stepSeconds(terms)).toBeCloseTo(1, 12);
      }),
      RUNS,
    );
  });
});

describe("a better machine is never slower", () => {
  it("more bandwidth", () => neverSlower((c) => ({ ...c, accelerator: { ...c.accelerator, bandwidth: 2 * c.accelerator.bandwidth } })));

  it("a higher peak", () =>
    neverSlower((c) => {
      const twice = Object.entries(c.accelerator.peak).map(([precision, rate]) => [precision, rate && 2 * rate]);
      return { ...c, accelerator: { ...c.accelerator, peak: Object.fromEntries(twice) as Accelerator["peak"] } };
    }));

  it("a faster link", () =>
    neverSlower((c) => ({ ...c, node: { ...c.node, intra: c.node.intra && { ...c.node.intra, rate: 2 * c.node.intra.rate } } })));
  it("a faster network", () =>
    neverSlower((c) => ({ ...c, node: { ...c.node, inter: c.node.inter && { ...c.node.inter, rate: 2 * c.node.inter.rate } } })));
});

describe("more work takes longer", () => {
  it("twice the layers at most twice as long", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const a = setup.table.architecture;
        const one = seconds(setup);
        const two = seconds({ ...setup, table: tableOf({ ...a, layers: 2 * a.layers }) });
        expect(two).toBeGreaterThan(one);
        if (setup.method.kind !== "freeze" && (a.moe?.denseLayers ?? 0) === 0) expect(two).toBeLessThanOrEqual(2 * one);
      }),
      RUNS,
    );
  });

  it("recomputing everything is slower than nothing, by at most a half of the compute", () => {
    fc.assert(
      fc.property(
        setups.filter((s) => s.method.kind !== "freeze"),
        (setup) => {
          const none = stepTerms(withLayout(setup, { recompute: "none" }));
          const full = stepTerms(withLayout(setup, { recompute: "full" }));
          expect(full.matmul).toBeGreaterThan(none.matmul);
          expect(full.matmul).toBeLessThanOrEqual(1.5 * none.matmul * (1 + 1e-12));
        },
      ),
      RUNS,
    );
  });
});

describe("no card does more than its peak", () => {
  it("model FLOPs stay within hardware FLOPs, and these within the peak", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const { layout, batch, cluster, table, method } = setup;
        const operators = operatorFlops(table, method, { sequence: batch.sequence, recompute: layout.recompute, counting: "half" });
        const tokens = layout.dp * layout.microBatch * layout.gradAccum * batch.sequence;
        const peak = setup.precision === "fp8" ? (cluster.accelerator.peak.fp8 ?? 0) : precisionPeak(setup);
        const share = (flop: number): number => (flop * tokens) / (seconds(setup) * cluster.gpus * peak);
        expect(share(modelFlop(operators))).toBeLessThanOrEqual(share(hardwareFlop(operators)));
        expect(share(hardwareFlop(operators))).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });
});

describe("a pipeline", () => {
  const staged = (gradAccum: number, virtualPp = 1): Setup =>
    setupOf({ model: { ...models.tiny, layers: 16 }, layout: { pp: 4, gradAccum, virtualPp } });
  const bubble = (setup: Setup): number => stepTerms(setup).bubble / seconds(setup);

  it("loses less to its bubble the more micro-batches pass, until nothing", () => {
    const shares = [1, 2, 8, 64, 4096].map((m) => bubble(staged(m)));
    for (let i = 1; i < shares.length; i++) expect(shares[i]).toBeLessThan(shares[i - 1] ?? 0);
    expect(shares[shares.length - 1]).toBeLessThan(0.001);
  });

  it("loses less when stages are interleaved", () => expect(bubble(staged(8, 2))).toBeLessThan(bubble(staged(8))));

  it("counts the head only as far as the last stage's fewer layers leave no room for it", () => {
    const head = (layers: number, vocab: number): number =>
      stepTerms(setupOf({ model: { ...models.tiny, layers, vocab }, layout: { pp: 4, gradAccum: 4 } })).head;
    expect(head(15, 1000)).toBe(0);
    expect(head(16, 1000)).toBeGreaterThan(0);
    expect(head(15, 512_000)).toBeGreaterThan(0);
  });
});

describe("the host", () => {
  it("launches more kernels for adapters, experts, tensor parallelism and recomputation", () => {
    const host = (setup: Setup): number => passOf(setup).launch;
    const plain = host(setupOf());
    expect(host(setupOf({ method: lora() }))).toBeGreaterThan(plain);
    expect(host(setupOf({ model: models.tinyMoe }))).toBeGreaterThan(plain);
    expect(host(setupOf({ layout: { tp: 2 } }))).toBeGreaterThan(plain);
    const short = { sequence: 16, longest: 16 };
    const waited = (recompute: "none" | "full"): number => stepTerms(setupOf({ batch: short, layout: { recompute } })).launch;
    expect(waited("full")).toBeGreaterThan(waited("none"));
  });

  it("is waited for when batches are small, not when they are large", () => {
    const small = stepTerms(setupOf({ batch: { sequence: 16, longest: 16 } }));
    const large = stepTerms(setupOf({ batch: { sequence: 16384, longest: 16384 }, layout: { microBatch: 8 } }));
    expect(small.launch).toBeGreaterThan(small.matmul);
    expect(large.launch).toBeLessThan(0.05 * large.matmul);
  });

  it("steps the optimizer when its state is there, and sends weights as often as they are used", () => {
    const [none, optimizer, params, again] = [
      stepTerms(setupOf()),
      stepTerms(setupOf({ layout: { offload: "optimizer" } })),
      stepTerms(setupOf({ layout: { offload: "params" } })),
      stepTerms(setupOf({ layout: { offload: "params", recompute: "full" } })),
    ];
    expect(none?.offload).toBe(0);
    expect(optimizer?.optimizer).toBe(0);
    expect(optimizer?.offload).toBeGreaterThan(none?.optimizer ?? 0);
    expect(params?.offload).toBeGreaterThan(optimizer?.offload ?? 0);
    expect(again?.offload).toBeGreaterThan(params?.offload ?? 0);
  });
});

describe("what else a step waits for", () => {
  it("data, only when a step is shorter than reading it", () => {
    expect(stepTerms(setupOf()).input).toBe(0);
    expect(stepTerms(setupOf({ batch: { globalBatch: 1e7 } })).input).toBeGreaterThan(0);
  });

  it("the slowest of many GPUs, not of eight", () => {
    expect(stepTerms(setupOf({ layout: { dp: 8 } })).stragglers).toBe(0);
    expect(stepTerms(setupOf({ layout: { dp: 64 } })).stragglers).toBeGreaterThan(0);
  });

  it("moves more around a loss that is computed op by op, the more the stack keeps of it", () => {
    const of = (stack: Setup["stack"], compile = false): number => stepTerms(setupOf({ stack, compile })).head;
    const wide = { ...trl, logitsBytes: 2 * trl.logitsBytes };
    const lean = { ...trl, logitsBytes: 1 };
    expect(of(wide)).toBeGreaterThan(of(trl));
    expect(of(trl)).toBeGreaterThan(of(lean));
    expect(of(wide, true)).toBe(of(lean, true));
    const fused = { ...wide, activations: { ...wide.activations, form: "fused" } } as const;
    expect(of(fused)).toBe(of({ ...fused, logitsBytes: 1 }));
  });

  it("an encoder without a head computes none", () => expect(stepTerms(setupOf({ model: models.bertBase })).head).toBe(0));

  it("tokens predicted beyond the next each pass the head once more", () => {
    const of = (mtpLayers: number): number => stepTerms(setupOf({ model: { ...models.tiny, mtpLayers }, method: pretrain })).head;
    expect(of(1)).toBeCloseTo(2 * of(0), 12);
  });

  it("experts spread over GPUs exchange tokens; keys and values pass a ring", () => {
    const layout = { dp: 8, ep: 8, sharding: "zero-1" } as const;
    expect(stepTerms(setupOf({ model: models.tinyMoe, layout })).expertParallel).toBeGreaterThan(0);
    const slow = { ...nodes.h100, intra: { kind: "pcie", name: "slow", rate: 1e9 } } as const;
    expect(stepTerms(setupOf({ layout: { cp: 2 }, cluster: clusterOf(h100, slow, 2) })).contextParallel).toBeGreaterThan(0);
  });

  it("gradients between shard groups of HSDP", () => {
    const layout = { dp: 16, sharding: "hsdp", shardGroup: 8 } as const;
    expect(stepTerms(setupOf({ stack: torchtitan, layout })).gradients).toBeGreaterThan(0);
    expect(stepTerms(setupOf({ stack: torchtitan, layout: { ...layout, sharding: "fsdp", shardGroup: 16 } })).gradients).toBe(0);
  });

  it("gradients of every micro-batch under ZeRO-2, of the last one under ZeRO-1", () => {
    const of = (sharding: "zero-1" | "zero-2"): number => stepTerms(setupOf({ layout: { dp: 8, gradAccum: 7, sharding } })).gradients;
    expect(of("zero-2")).toBeCloseTo(4 * of("zero-1"), 12);
  });

  it("an H800's narrower link under tensor parallelism, and nothing else of it", () => {
    const on = (cluster: Cluster): ReturnType<typeof stepTerms> => stepTerms(setupOf({ layout: { tp: 8 }, cluster }));
    const [wide, narrow] = [on(clusterOf(h100, nodes.h100, 8)), on(clusterOf(h800, nodes.h800, 8))];
    expect(narrow.tensorParallel).toBeGreaterThan(wide.tensorParallel);
    expect({ ...narrow, tensorParallel: 0, launch: 0 }).toEqual({ ...wide, tensorParallel: 0, launch: 0 });
  });

  it("less long for collectives that a stack overlaps", () => {
    const of = (tpOverlap: boolean): number => stepTerms(setupOf({ stack: { ...bare, tpOverlap }, layout: { tp: 4 } })).tensorParallel;
    expect(of(true)).toBeLessThan(of(false));
  });
});

describe("layouts need links", () => {
  const at = (node: Cluster["node"], gpus: number, layout: Parameters<typeof setupOf>[0]): boolean =>
    isConnected({ ...setupOf(layout), cluster: clusterOf(a10g, node, gpus) });

  it("one GPU needs none", () => expect(at(nodes.single, 1, {})).toBe(true));
  it("GPUs of a box talk over its link", () => expect(at(nodes.pcie4, 4, { layout: { tp: 2, dp: 2 } })).toBe(true));
  it("boxes without a network don't talk", () => expect(at(nodes.pcie4, 8, { layout: { dp: 8 } })).toBe(false));
  it("a box without a link doesn't either", () => expect(at(nodeOf(4, null), 4, { layout: { dp: 4 } })).toBe(false));

  it("a rack of NVLink makes one domain of many nodes", () => {
    const of = (domain: number): number => {
      const node = { ...nodes.nvl72, linkDomain: domain };
      return stepTerms(
        setupOf({ layout: { tp: 16 }, cluster: clusterOf(gb200, node, 16), model: { ...models.tiny, heads: 16, kvHeads: 16 } }),
      ).tensorParallel;
    };
    expect(of(72)).toBeLessThan(of(4));
  });
});
