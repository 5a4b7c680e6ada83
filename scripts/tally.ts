export interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/**
 * Reads Vitest's JSON report. What didn't run counts as failed, a file that couldn't be loaded as one failed test,
 * and so does an exit code that no test explains (coverage below its threshold, an unhandled error).
 */
export function countOf(report: string, exitCode: number | null): Count {
  const r = JSON.parse(report) as Report;
  const broken = r.testResults.filter((file) => file.status !== "passed" && file.assertionResults.length === 0).length;
  const failed = r.numFailedTests + r.numPendingTests + r.numTodoTests + broken;
  return { passed: r.numPassedTests, failed: failed === 0 && (exitCode !== 0 || !r.success) ? 1 : failed };
}

export function total(counts: readonly Count[]): Count {
  let [passed, failed] = [0, 0];
  for (const count of counts) {
    passed += count.passed;
    failed += count.failed;
  }
  return { passed, failed };
}

export function closingLine({ passed, failed }: Count): string {
  return `tests: ${passed} passed, ${failed} failed`;
}
