import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { full, lora, pretrain, qlora } from "../../fixtures/setups.ts";
import { deepspeed, megatron, torchtitan, trl, unsloth } from "../../fixtures/stacks.ts";
import { tensorTable } from "../model/tensors.ts";
import { defaultGlobalBatch } from "../run/batch.ts";
import { benchOf } from "./bench.ts";
import { type Candidate, evaluate, setupOf } from "./candidate.ts";
import { clusterOf, counts } from "./counts.ts";
import { type Offering, offerings } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import { search } from "./search.ts";
import { frontier } from "./shortlist.ts";
import { layoutOf, microBatchChoices, recomputeChoices, splits } from "./space.ts";

/** Every configuration of a request, each estimated for itself. */
function bruteForce(request: PlanRequest): readonly (readonly Candidate[])[] {
  const table = tensorTable(request.model.architecture);
  const batch = request.work.globalBatch ?? defaultGlobalBatch(request.work, request.method, request.assumptions);
  const benches: Candidate[][] = [];
  for (const machine of request.machines) {
    for (const gpus of counts(request, machine)) {
      for (const stack of request.stacks) {
        const bench = benchOf(request, machine, clusterOf(machine, gpus), { stack, table, globalBatch: batch });
        if (typeof bench === "string") continue;
        const { globalBatch } = bench;
        const offload = request.layout.offload ?? "none";
        const fitting: Candidate[] = [];
        for (const split of splits(request, stack, bench.cluster)) {
          for (const again of recomputeChoices(request, stack, split)) {
            for (const microBatch of microBatchChoices(request, globalBatch, split)) {
              const posed = setupOf(bench, request, layoutOf(split, { microBatch, globalBatch, again, offload }));
              const candidate = evaluate(bench, posed, request.goal.pFits);
              if (candidate.step !== null) fitting.push(candidate);
            }
          }
        }
        if (fitting.length > 0) benches.push(fitting);
      }
    }
  }
  return benches;
}

const least = (all: readonly Candidate[]): number => Math.min(...all.map((c) => c.training));
const front = (request: PlanRequest, candidates: readonly Candidate[]): readonly (readonly [number, number])[] =>
  frontier(request, offerings(request, candidates)).map((o: Offering) => [o.cost ?? -1, o.seconds]);

const subset = <T>(all: readonly T[]): fc.Arbitrary<readonly T[]> => fc.subarray([...all], { minLength: 1, maxLength: 3 });

/** Small spaces of all kinds: cards from 24 to 192 GB, one node and several, adapters and pre-training, dense and experts. */
const requests: fc.Arbitrary<PlanRequest> = fc
  .record({
    architecture: fc.constantFrom(models.tiny, models.tinyMoe, models.llama32With1B, models.llama3With8B),
    method: fc.constantFrom(pretrain, full, lora(), qlora()),
    machines: subset(Object.values(machines)),
    stacks: subset([trl, unsloth, deepspeed, torchtitan, megatron]),
    most: fc.constantFrom(1, 2, 8, 16, 24),
    sequence: fc.constantFrom(512, 2048, 8192),
    globalBatch: fc.constantFrom(null, 1, 8, 24, 64),
    packed: fc.boolean(),
    purchases: fc.constantFrom<PlanRequest["purchases"]>(["on-demand"], ["on-demand", "spot"]),
    pFits: fc.constantFrom(0.5, 0.9),
  })
  .map(({ architecture, method, most, sequence, globalBatch, packed, pFits, ...more }) =>
    requestOf({
      ...more,
      method,
      model: { ...requestOf().model, architecture },
      gpus: { min: 1, max: most },
      work: packed ? tokens(1e8, sequence, { globalBatch }) : samples(2000, 1, { sequence, globalBatch }),
      goal: { ...requestOf().goal, pFits },
    }),
  );

describe("the search that rules out by bounds", () => {
  it("finds what trying every configuration finds, bench by bench and on the frontier", () => {
    let found = 0;
    fc.assert(
      fc.property(requests, (request) => {
        const all = bruteForce(request);
        const { candidates } = search(request);
        expect(candidates).toHaveLength(all.length);
        for (const [i, c] of candidates.entries()) expect(c.training / least(all[i] ?? [])).toBeCloseTo(1, 12);
        const [brute, quick] = [front(request, all.flat()), front(request, candidates)];
        expect(quick).toHaveLength(brute.length);
        for (const [i, point] of quick.entries()) for (const [j, x] of point.entries()) expect(x / (brute[i]?.[j] ?? 0)).toBeCloseTo(1, 9);
        found += all.length;
      }),
      { numRuns: 250 },
    );
    expect(found).toBeGreaterThan(250);
  });
});
