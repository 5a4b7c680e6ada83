import { expect, it } from "vitest";
import { sourceRule } from "../source/source.ts";
import { hoursOf } from "./hours.ts";

const of = (id: string, notes: string): string => hoursOf({ id, notes }, sourceRule(id));

it("hours that a source worked out from its step time or rate hold steps alone", () => {
  expect(of("full/a", "Hours are computed by the authors from logged iteration time (no downtime).")).toBe("steps");
  expect(of("full/a", "3456 A100-h per 300B tokens (=300e9/24k/3600, i.e. from throughput)")).toBe("steps");
  expect(of("small/a", "wall = steps x step time as printed")).toBe("steps");
});

it("a timed race that ended counts no stops", () => {
  expect(of("mlperf-training-v5.0/x", "")).toBe("steps");
});

it("other hours hold the whole run", () => {
  expect(of("full/a", "total GPU time required for training each model; hours include restarts and downtime")).toBe("run");
  expect(of("full/a", "")).toBe("run");
});
