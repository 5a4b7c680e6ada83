import { describe, expect, it } from "vitest";
import { closingLine, countOf, total } from "./tally.ts";

interface File {
  readonly status: string;
  readonly assertionResults: readonly unknown[];
}

const report = (passed: number, failed: number, more: { readonly pending?: number; readonly files?: readonly File[] } = {}): string =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: more.pending ?? 0,
    numTodoTests: 0,
    success: failed === 0,
    testResults: more.files ?? [],
  });

describe("the tally", () => {
  it("counts what passed and what failed", () => {
    expect(countOf(report(7, 2), 1)).toEqual({ passed: 7, failed: 2 });
    expect(countOf(report(7, 0), 0)).toEqual({ passed: 7, failed: 0 });
  });

  it("counts coverage below its threshold as a failure", () => {
    expect(countOf(report(7, 0), 1)).toEqual({ passed: 7, failed: 1 });
    expect(countOf(report(7, 0), null)).toEqual({ passed: 7, failed: 1 });
  });

  it("counts a test that was left out as a failure", () => {
    expect(countOf(report(7, 0, { pending: 3 }), 0)).toEqual({ passed: 7, failed: 3 });
  });

  it("counts a file that couldn't be loaded as a failure", () => {
    const files = [{ status: "failed", assertionResults: [] }];
    expect(countOf(report(7, 0, { files }), 1)).toEqual({ passed: 7, failed: 1 });
  });

  it("sums, and closes with one line", () => {
    const sum = total([
      { passed: 1, failed: 0 },
      { passed: 0, failed: 1 },
      { passed: 5, failed: 2 },
    ]);
    expect(closingLine(sum)).toBe("tests: 6 passed, 3 failed");
  });
});
