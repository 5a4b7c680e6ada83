import {
  type Accelerator,
  type Cluster,
  type Machine,
  type Method,
  resolveConstants,
  type Setup,
  stepSeconds,
  stepTerms,
} from "@outlay/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layouts } from "../../engine/fixtures/arbitraries.ts";
import { broken, LAWS } from "../../engine/fixtures/laws.ts";
import { tableOf } from "../../engine/fixtures/models.ts";
import { freeze, full, layout as plain, lora, pretrain, qlora } from "../../engine/fixtures/setups.ts";
import { accelerators } from "./accelerator.ts";
import { machines } from "./machine.ts";
import { models } from "./model.ts";
import { calibration, stacks } from "./stack.ts";

const all = machines({ unpriced: true });
const RUNS = { seed: 20261124, numRuns: 400 } as const;

function clusterOf(m: Machine, gpus: number): Cluster {
  return { accelerator: m.accelerator, node: m.node, nodes: Math.ceil(gpus / m.node.gpus), gpus };
}

const METHODS: readonly Method[] = [full, pretrain, freeze(4), lora(16), lora(64), qlora(32)];

/** Runs on machines of the catalogue, with its models, stacks and fitted constants, in layouts that the machine can link. */
const setups: fc.Arbitrary<Setup> = fc
  .record({
    machine: fc.constantFrom(...all),
    stack: fc.constantFrom(...stacks),
    model: fc.constantFrom(...models),
    method: fc.constantFrom(...METHODS),
    layout: layouts,
    sequence: fc.constantFrom(512, 2048, 4096, 32_768),
    compile: fc.boolean(),
  })
  .map(({ machine, stack, model, method, layout: open, sequence, compile }): Setup => {
    const { dims } = stack;
    const within = Math.min(machine.node.gpus * machine.maxNodes, stack.maxGpus ?? Number.POSITIVE_INFINITY);
    const cut = { tp: dims.tp ? (open.tp ?? 1) : 1, pp: dims.pp ? (open.pp ?? 1) : 1, cp: dims.cp ? (open.cp ?? 1) : 1, dp: open.dp ?? 1 };
    for (const dim of ["dp", "cp", "pp", "tp"] as const) if (cut.dp * cut.cp * cut.pp * cut.tp > within) cut[dim] = 1;
    const gpus = cut.dp * cut.cp * cut.pp * cut.tp;
    const replicas = cut.dp * cut.cp;
    const sharding = open.sharding !== undefined && stack.shardings.includes(open.sharding) && replicas > 1 ? open.sharding : "none";
    const layout = {
      ...plain,
      ...open,
      ...cut,
      ep: 1,
      sharding,
      shardGroup: replicas,
      sequenceParallel: cut.tp > 1 && dims.sequenceParallel,
    };
    const precision = machine.accelerator.peak.bf16 === null ? "fp16" : "bf16";
    return {
      table: tableOf(model.architecture),
      method,
      stack,
      precision,
      optimizer: "adamw",
      attention: machine.accelerator.attention.includes(stack.attention) ? stack.attention : "sdpa",
      compile,
      cluster: clusterOf(machine, gpus),
      layout,
      batch: { sequence, longest: sequence, varying: false, globalBatch: layout.dp * layout.microBatch * layout.gradAccum },
      constants: resolveConstants(calibration, machine.accelerator, stack, compile).constants,
    };
  });

describe("on the catalogue's machines, models and stacks, with its fitted constants", () => {
  it.each(LAWS.map((law) => [law.name, law] as const))("%s", (_, law) => {
    let spoken = 0;
    fc.assert(
      fc.property(setups, (setup) => {
        if (!law.where || law.where(setup)) spoken += 1;
        expect(
          broken(law, setup).map((b) => `${b.what}: ${b.less} > ${b.more}`),
          `${setup.table.architecture.family} ${setup.stack.id} ${setup.cluster.accelerator.id} ${JSON.stringify(setup.layout)}`,
        ).toEqual([]);
      }),
      RUNS,
    );
    expect(spoken).toBeGreaterThan(20);
  });
});

/** At least as good in every figure of the datasheet. */
function isBetter(a: Accelerator, b: Accelerator): boolean {
  const rates = (["fp32", "tf32", "fp16", "bf16", "fp8", "fp4"] as const).every((p) => (a.peak[p] ?? 0) >= (b.peak[p] ?? 0));
  return (
    rates && a.bandwidth >= b.bandwidth && (a.pcie ?? 0) >= (b.pcie ?? 0) && b.attention.every((kernel) => a.attention.includes(kernel))
  );
}

describe("of two cards of a generation", () => {
  const pairs = accelerators.flatMap((worse) =>
    accelerators
      .filter((c) => c !== worse && c.generation === worse.generation && c.vendor === worse.vendor && isBetter(c, worse))
      .map((better) => [worse, better] as const),
  );
  /** What a card was measured to have more or less than its generation is no physics. */
  const common = { ...calibration, full: { ...calibration.full, accelerators: {} } };

  it("the one that is better in every figure is never slower, their own fitted factors apart", () => {
    expect(pairs.length).toBeGreaterThan(50);
    fc.assert(
      fc.property(setups, fc.constantFrom(...pairs), (setup, [worse, better]) => {
        const seconds = (accelerator: Accelerator): number => {
          const { constants } = resolveConstants(common, accelerator, setup.stack, setup.compile);
          const precision = worse.peak.bf16 === null ? "fp16" : "bf16";
          const attention = worse.attention.includes(setup.attention) ? setup.attention : "sdpa";
          return stepSeconds(stepTerms({ ...setup, precision, attention, constants, cluster: { ...setup.cluster, accelerator } }));
        };
        expect(seconds(better), `${worse.id} ${better.id}`).toBeLessThanOrEqual(seconds(worse) * (1 + 1e-9));
      }),
      RUNS,
    );
  });
});
