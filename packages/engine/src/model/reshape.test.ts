import { describe, expect, it } from "vitest";
import { albertBase, gpt2, llama2With7B, llama3With8B, mixtral8x7B, mistral7B } from "../../fixtures/models.ts";
import { totalParameters } from "./parameters.ts";
import { reshaped } from "./reshape.ts";
import { tensorTable } from "./tensors.ts";

describe("depth for width", () => {
  it.each([
    ["Llama 2 7B", llama2With7B, [0.5, 2]],
    ["Llama 3 8B", llama3With8B, [0.5]],
    ["GPT-2", gpt2, [0.5, 2]],
  ] as const)("%s keeps its parameters within a twentieth in other numbers of layers", (_, a, times) => {
    for (const layers of times.map((n) => n * a.layers)) {
      const other = reshaped(a, layers);
      expect(other?.layers).toBe(layers);
      if (!other) continue;
      expect(totalParameters(tensorTable(other)) / totalParameters(tensorTable(a))).toBeCloseTo(1, 1);
      expect(Math.sign(other.hidden - a.hidden)).toBe(Math.sign(a.layers - layers));
      expect(other.heads % other.kvHeads).toBe(0);
      expect(other.hidden / other.heads).toBe(a.hidden / a.heads);
    }
  });

  it("is left alone where parts of the shape don't scale so", () => {
    for (const a of [mixtral8x7B, albertBase, mistral7B]) expect(reshaped(a, 4)).toBeNull();
    expect(reshaped(gpt2, 0)).toBeNull();
    expect(reshaped(gpt2, 100_000)).toBeNull();
  });
});
