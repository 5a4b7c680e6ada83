import { describe, expect, it } from "vitest";
import { at, nearestPaths, numbers } from "./paths.ts";

const ROOT = {
  plans: [
    {
      mfu: 0.5,
      hfu: 0.6,
      bill: [
        { id: "compute", costUsd: 2 },
        { id: "storage", costUsd: null },
      ],
      stepSeconds: { p50: 1 },
      stack: "trl",
    },
    { mfu: 0.4, bill: [] },
  ],
  search: { seconds: 1 },
};
const near = (path: string): readonly string[] => nearestPaths(ROOT, path, (keys) => typeof at(ROOT, keys) === "number");

describe("a path", () => {
  it("goes by keys, places and ids", () => {
    expect(at(ROOT, ["plans", "0", "mfu"])).toBe(0.5);
    expect(at(ROOT, ["plans", "0", "bill", "1", "id"])).toBe("storage");
    expect(at(ROOT, ["plans", "0", "bill", "compute", "costUsd"])).toBe(2);
    expect(at(ROOT, [])).toBe(ROOT);
    for (const missing of [
      ["plans", "7"],
      ["plans", "x"],
      ["search", "constructor"],
      ["plans", "0", "mfu", "x"],
    ])
      expect(at(ROOT, missing)).toBeUndefined();
  });

  it("leads to every number", () => {
    expect([...numbers(ROOT)].map(([path]) => path)).toEqual([
      "plans.0.mfu",
      "plans.0.hfu",
      "plans.0.bill.0.costUsd",
      "plans.0.stepSeconds.p50",
      "plans.1.mfu",
      "search.seconds",
    ]);
  });

  it("that isn't there has others near it, of the chosen plan unless another is asked for", () => {
    expect(near("plans.0.mfuu")[0]).toBe("plans.0.mfu");
    expect(near("plans.1.mfuu")[0]).toBe("plans.1.mfu");
    expect(near("mfu")[0]).toBe("plans.0.mfu");
    expect(near("plans.0.stepSecond.p50")[0]).toBe("plans.0.stepSeconds.p50");
    expect(near("plans.0.mfu")).not.toContain("plans.0.mfu");
    expect(near("x".repeat(5000)).length).toBeGreaterThan(0);
  });
});
