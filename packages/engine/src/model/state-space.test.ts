import { describe, expect, it } from "vitest";
import * as models from "../../fixtures/models.ts";
import { allTrained } from "../../fixtures/saves.ts";
import { lora, setupOf } from "../../fixtures/setups.ts";
import { layerActivations } from "../memory/activations.ts";
import { groupAdapterParameters, trainableParameters } from "../method/trainable.ts";
import { stepTerms } from "../time/step.ts";
import type { Lora } from "../method/method.ts";
import { layerParameters, parameters, totalParameters } from "./parameters.ts";
import { tensorTable } from "./tensors.ts";

const small = models.mamba(24, 768);
const [layer] = tensorTable(small).groups;
const [second] = tensorTable(models.codestralMamba).groups;
const adapters = (targets: Lora["targets"]): number => (layer ? groupAdapterParameters(lora(8, { targets }).lora, layer) : 0);

describe("a layer that is a state space", () => {
  it("holds projections, convolution, decay, skip and one norm", () => {
    const h = 768;
    const d = 2 * h;
    const rank = 48;
    expect(layer && layerParameters(layer)).toBe(2 * h * d + 5 * d + d * (rank + 32) + rank * d + d + 16 * d + d + d * h + h);
  });

  it("is one part of the parameters, beside embedding and norms", () => {
    expect(parameters(tensorTable(small)).parts.map((p) => p.id)).toEqual(["embedding", "state-space", "norms"]);
  });

  it("biases on the projections add their widths, a convolution without bias takes away a row", () => {
    for (const model of [small, models.codestralMamba]) {
      const { ssm } = model;
      if (!ssm) continue;
      const change = (more: object): number =>
        totalParameters(tensorTable({ ...model, ssm: { ...ssm, ...more } })) - totalParameters(tensorTable(model));
      const first = tensorTable(model).groups[0]?.linears.find((l) => l.id === "in_proj")?.out ?? 0;
      expect(change({ bias: true })).toBe(model.layers * (first + model.hidden));
      expect(change({ convBias: false })).toBe(-model.layers * (ssm.kind === "mamba" ? ssm.inner : ssm.inner + 2 * ssm.groups * ssm.state));
    }
  });

  it("takes adapters on its four projections", () => {
    const d = 1536;
    const each = { in_proj: 8 * (768 + 2 * d), x_proj: 8 * (d + 80), dt_proj: 8 * (48 + d), out_proj: 8 * (d + 768) };
    for (const [name, count] of Object.entries(each)) expect(adapters([name])).toBe(count);
    const all = Object.values(each).reduce((n, count) => n + count, 0);
    expect(adapters("all-linear")).toBe(all);
    expect(trainableParameters(tensorTable(small), lora(8)).adapters).toBe(24 * all);
  });

  it("keeps the same bytes a token at any length, more in eager code, and no scores", () => {
    for (const [group, a] of [
      [layer, small],
      [second, models.codestralMamba],
    ] as const) {
      if (!group) continue;
      const bytes = (form: "fused" | "eager"): number => {
        const { hidden, cut } = layerActivations(group, a, allTrained(form));
        return hidden + cut;
      };
      expect(bytes("fused")).toBeGreaterThan(4 * a.hidden + 6 * (a.ssm?.inner ?? 0));
      expect(bytes("eager")).toBeGreaterThan(bytes("fused"));
    }
  });

  it("takes twice the scan's time for twice the sequence, and none for attention", () => {
    const terms = (model: typeof small, sequence: number) => stepTerms(setupOf({ model, batch: { sequence, longest: sequence } }));
    for (const model of [small, models.codestralMamba]) {
      const [short, long] = [terms(model, 4096), terms(model, 8192)];
      expect(long.scan / short.scan).toBeCloseTo(2, 9);
      expect([short.attention, short.contextParallel, terms(models.tiny, 4096).scan]).toEqual([0, 0, 0]);
    }
  });

  it("scans as matmuls where a card's fp32 rate isn't known", () => {
    const { cluster } = setupOf();
    const unknown = { ...cluster, accelerator: { ...cluster.accelerator, peak: { ...cluster.accelerator.peak, fp32: null } } };
    expect(stepTerms(setupOf({ model: small, cluster: unknown })).scan).toBeLessThan(stepTerms(setupOf({ model: small })).scan);
  });
});
