import { describe, expect, it } from "vitest";
import { llama3With8B, llama3With70B, llama31With405B } from "../../fixtures/models.ts";
import { pretrain, setupOf } from "../../fixtures/setups.ts";
import { torchtitan } from "../../fixtures/stacks.ts";
import type { Layout } from "../layout/layout.ts";
import { peakMemory } from "../memory/memory.ts";
import type { Architecture } from "../model/architecture.ts";
import { GIB } from "../units.ts";

/** Reserved GiB that torchtitan printed on H100s of 96 GB (benchmarks llama3_h100_202412). */
interface Run {
  readonly name: string;
  readonly model?: Architecture;
  readonly measured: number;
  readonly sequence: number;
  readonly layout: Partial<Layout>;
}

const fsdp = { sharding: "fsdp" } as const;
const selective = { ...fsdp, recompute: "selective", microBatch: 2 } as const;
const whole = { ...fsdp, recompute: "full" } as const;

const split = { ...whole, tp: 8, sequenceParallel: true } as const;
const staged = { ...split, dp: 8, pp: 8 } as const;

/** A pipeline cuts the 32 sequences of a rank into as many micro-batches as it has stages, 8 or with two to a rank 16. */
const RUNS: readonly Run[] = [
  { name: "8B on 8", measured: 82.4, sequence: 8192, layout: { ...selective, dp: 8 } },
  { name: "8B on 8, compiled", measured: 77, sequence: 8192, layout: { ...selective, dp: 8 } },
  { name: "8B on 128", measured: 67, sequence: 8192, layout: { ...selective, dp: 128 } },
  { name: "8B on 128, compiled", measured: 62, sequence: 8192, layout: { ...selective, dp: 128 } },
  { name: "8B at 32k", measured: 83.9, sequence: 32768, layout: { ...whole, dp: 8 } },
  { name: "8B at 262k over 8", measured: 84.5, sequence: 262144, layout: { ...whole, cp: 8 } },
  { name: "70B over 32 x tp 8", model: llama3With70B, measured: 71.9, sequence: 8192, layout: { ...split, dp: 32, microBatch: 16 } },
  { name: "405B, 1F1B", model: llama31With405B, measured: 82.5, sequence: 8192, layout: { ...staged, microBatch: 4, gradAccum: 8 } },
  {
    name: "405B, interleaved",
    model: llama31With405B,
    measured: 72.7,
    sequence: 8192,
    layout: { ...staged, virtualPp: 2, microBatch: 2, gradAccum: 16 },
  },
];

describe("peaks that torchtitan printed", () => {
  it.each(RUNS)("are met within 15 %: $name", ({ model = llama3With8B, measured, sequence, layout }) => {
    const setup = setupOf({ model, method: pretrain, stack: torchtitan, layout, batch: { sequence, longest: sequence } });
    expect(Math.abs(peakMemory(setup, "reserved").total / GIB / measured - 1)).toBeLessThan(0.15);
  });

  it("fall with the shards: from 8 to 128 GPUs by 14 GiB, the 16 bytes of a parameter", () => {
    const at = (dp: number): number =>
      peakMemory(
        setupOf({
          model: llama3With8B,
          method: pretrain,
          stack: torchtitan,
          layout: { ...selective, dp },
          batch: { sequence: 8192, longest: 8192 },
        }),
        "reserved",
      ).total / GIB;
    expect(at(8) - at(128)).toBeCloseTo(14.02, 1);
  });
});
