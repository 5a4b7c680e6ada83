import type { Issue } from "@outlay/engine";
import type { Format } from "./format.ts";
import type { Fields } from "./shape.ts";

/** Records of a file, or of a sample of it. */
export interface Records {
  readonly format: Format;
  readonly records: readonly Fields[];
  /** Share of the file's bytes that these records take. */
  readonly share: number;
  /** Exact number of records in the file where the format says it. */
  readonly total: number | null;
  /** Lines that are no record, and the first few of their numbers. */
  readonly skipped: number;
  readonly skippedLines: readonly number[];
  readonly issues: readonly Issue[];
}
