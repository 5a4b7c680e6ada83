import { expect, it } from "vitest";
import { a100With40GB, h100, t4 } from "../../fixtures/machines.ts";
import { peak16, peakFor } from "./accelerator.ts";

it("a card's 16-bit peak is bf16's, or fp16's where it has no bf16", () => {
  expect([peak16(h100), peak16(t4)]).toEqual([989e12, 65e12]);
  expect(peak16({ ...t4, peak: { ...t4.peak, fp16: null } })).toBeNull();
});

it("a precision that a card lacks has no rate", () => {
  expect([peakFor(h100, "fp8"), peakFor(a100With40GB, "fp8"), peakFor(t4, "bf16")]).toEqual([1979e12, null, null]);
});
