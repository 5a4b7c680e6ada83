import { describe, expect, it } from "vitest";
import { valueAt, withValue } from "./tree.ts";

describe("fields of a job by their paths", () => {
  it("are set, read and taken away; a group that is empty goes", () => {
    const set = withValue({ model: "a" }, "where.gpus", "1..8");
    expect(valueAt(set, "where.gpus")).toBe("1..8");
    expect(withValue(set, "where.gpus", undefined)).toEqual({ model: "a" });
    expect(valueAt(set, "where.toString")).toBeUndefined();
  });
});
