import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures, methods, RUNS } from "../../fixtures/arbitraries.ts";
import * as models from "../../fixtures/models.ts";
import { freeze, full, lora, pretrain } from "../../fixtures/setups.ts";
import { matmulParameters } from "../model/parameters.ts";
import { tensorTable } from "../model/tensors.ts";
import { sum } from "../quantity.ts";
import { conventions, megatronPaperFlop } from "./conventions.ts";
import { stridedKeys } from "./sparse.ts";
import { flopPerToken, hardwareFlop, modelFlop, operatorFlops } from "./flops.ts";

const at = { sequence: 1024, recompute: "none", counting: "half" } as const;
const recomputes = fc.constantFrom("none" as const, "selective" as const, "full" as const);

describe("FLOPs of a token", () => {
  it("are the sum of operators and passes; recomputation is no model FLOP", () => {
    fc.assert(
      fc.property(architectures, methods, recomputes, (a, method, recompute) => {
        const all = operatorFlops(tensorTable(a), method, { ...at, recompute });
        const parts = flopPerToken(all);
        expect(sum(parts.parts)).toBe(parts.total);
        expect(parts.total / hardwareFlop(all)).toBeCloseTo(1, 12);
        expect(modelFlop(all)).toBeLessThanOrEqual(hardwareFlop(all));
        expect(modelFlop(all)).toBe(modelFlop(operatorFlops(tensorTable(a), method, at)));
        if (recompute === "none") expect(hardwareFlop(all)).toBe(modelFlop(all));
      }),
      RUNS,
    );
  });

  it("are six for each parameter in a matmul and three forward passes of attention when all is trained", () => {
    fc.assert(
      fc.property(architectures, (a) => {
        const table = tensorTable(a);
        const all = operatorFlops(table, full, at);
        const attention = all.find((o) => o.id === "attention")?.forward ?? 0;
        expect(modelFlop(all) / (6 * matmulParameters(table) + 3 * attention)).toBeCloseTo(1, 12);
        expect(conventions(table, 1024)[0]?.flopPerToken).toBeCloseTo(modelFlop(all), -3);
      }),
      RUNS,
    );
  });

  it("grow with the sequence only in attention", () => {
    fc.assert(
      fc.property(
        architectures.filter((a) => !a.window),
        (a) => {
          const [short, long] = [1024, 2048].map((sequence) => operatorFlops(tensorTable(a), full, { ...at, sequence }));
          for (const o of short ?? []) {
            const twice = long?.find((l) => l.id === o.id)?.forward;
            expect(twice).toBe(o.id === "attention" ? 2 * o.forward : o.forward);
          }
        },
      ),
      RUNS,
    );
  });

  it("recomputed: a third more in full, attention alone when selective", () => {
    const of = (recompute: "none" | "selective" | "full"): number =>
      hardwareFlop(operatorFlops(tensorTable(models.gpt3), full, { ...at, recompute }));
    expect(of("full") / of("none")).toBeCloseTo(4 / 3, 2);
    expect(of("selective") - of("none")).toBe(operatorFlops(tensorTable(models.gpt3), full, at).find((o) => o.id === "attention")?.forward);
  });

  it("adapters cost two thirds of full fine-tuning and a little more", () => {
    const of = (method: typeof full): number => modelFlop(operatorFlops(tensorTable(models.llama3With8B), method, { ...at, sequence: 1 }));
    expect(of(lora(16)) / of(full)).toBeGreaterThan(2 / 3);
    expect(of(lora(16)) / of(full)).toBeLessThan(0.68);
    expect(of(lora(16, { targets: ["lm_head"] }))).toBeGreaterThan(of(lora(16, { targets: [] })));
  });

  it("frozen layers have no backward pass", () => {
    const of = (method: typeof full): number => modelFlop(operatorFlops(tensorTable(models.tiny), method, at));
    expect(of(freeze(8))).toBeLessThan(of(freeze(4)));
    expect(of(freeze(4))).toBeLessThan(of(full));
    expect(of(freeze(0))).toBe(of(full));
  });

  it("each token predicted beyond the next passes a layer and the head", () => {
    const more = { ...models.tiny, mtpLayers: 1 };
    const head = (a: typeof more): number => operatorFlops(tensorTable(a), pretrain, at).find((o) => o.id === "head")?.forward ?? 0;
    expect(head(more)).toBe(2 * head({ ...more, mtpLayers: 0 }));
  });

  it("an encoder without a head has none", () => {
    expect(operatorFlops(tensorTable(models.bertBase), full, at).find((o) => o.id === "head")?.forward).toBe(0);
  });
});

describe("conventions", () => {
  it("count experts that are used, encoder and decoder, and no layers beyond the next token", () => {
    const ids = conventions(tensorTable(models.mixtral8x7B), 4096).map((c) => c.id);
    expect(ids).toEqual(["outlay", "6n", "palm", "llm-foundry", "megatron-paper", "megatron-lm"]);
    const six = conventions(tensorTable(models.mixtral8x7B), 4096)[1]?.flopPerToken ?? 0;
    expect(six / 6).toBe(matmulParameters(tensorTable(models.mixtral8x7B)));
    expect(conventions(tensorTable(models.t5Base), 512).every((c) => c.flopPerToken > 0)).toBe(true);
    expect(conventions(tensorTable(models.deepseekV3), 4096)).toEqual(
      conventions(tensorTable({ ...models.deepseekV3, mtpLayers: 0 }), 4096),
    );
  });

  it("full recomputation in Megatron's counts a third more", () => {
    const m = { layers: 96, hidden: 12288, vocab: 51200, sequence: 2048, batch: 1 };
    expect(megatronPaperFlop(m, "full") / megatronPaperFlop(m)).toBeCloseTo(4 / 3, 2);
  });

  it("strides grow with the root of the length", () => expect(stridedKeys(4 * 1024)).toBe(2 * stridedKeys(1024)));
});
