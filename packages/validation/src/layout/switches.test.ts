import { stacks } from "@outlay/catalog";
import { expect, it } from "vitest";
import { likeliest, recomputeChoices, virtualChoices } from "./switches.ts";

const megatron = stacks.find((s) => s.id === "megatron-lm") ?? (null as never);

it("a stated recomputation is the only choice, in any spelling", () => {
  for (const [text, value] of [
    ["full", "full"],
    ["full (unsloth: offloaded)", "full"],
    ["selective", "selective"],
    ["none", "none"],
  ] as const) {
    expect(recomputeChoices(text, { stack: megatron, tuned: false, sharded: false })).toEqual([{ value, weight: 1 }]);
  }
});

it("a tuned table recomputes only what it must", () => {
  const [first] = recomputeChoices("", { stack: megatron, tuned: true, sharded: false });
  expect(first?.value).toBe("none");
});

it("unknown interleaving is as many pieces as a stage has layers, up to twelve, or none", () => {
  const at = { pp: 4, layers: 96, stack: megatron, year: 2023 };
  expect(virtualChoices(undefined, at).map((c) => c.value)).toEqual([12, 1]);
  expect(virtualChoices(undefined, { ...at, layers: 20 }).map((c) => c.value)).toEqual([5, 1]);
  expect(virtualChoices(undefined, { ...at, year: 2020 })).toEqual([{ value: 1, weight: 1 }]);
  expect(virtualChoices(7, at)).toEqual([{ value: 7, weight: 1 }]);
  expect(virtualChoices(7, { ...at, pp: 1 })).toEqual([{ value: 1, weight: 1 }]);
});

it("of many branches the likeliest twelve stay, their weights summing to one", () => {
  const kept = likeliest(Array.from({ length: 30 }, (_, i) => ({ weight: i, i })));
  expect(kept.map((b) => b.i)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18]);
  expect(kept.reduce((sum, b) => sum + b.weight, 0)).toBeCloseTo(1, 12);
  expect(likeliest([{ weight: 0 }, { weight: 0 }]).map((b) => b.weight)).toEqual([0.5, 0.5]);
});
