/** Where a number comes from: the formula's id, what went in, and who says so. */
export interface Why {
  readonly formula: string;
  readonly inputs: Readonly<Record<string, number | string | boolean>>;
  readonly source: string;
}

/** One addend of a breakdown. `id` is stable; the label is looked up by id in the reader's language. */
export interface Part {
  readonly id: string;
  readonly value: number;
  readonly why: Why;
}

/** One number and where it is from. */
export interface Figure {
  readonly value: number;
  readonly why: Why;
}

/** A total and the parts that sum to it (tested). */
export interface Breakdown {
  readonly total: number;
  readonly parts: readonly Part[];
}

/** A quantity with its 80 % interval. */
export interface Range {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** A range with the breakdown of its median. */
export interface Estimate extends Range {
  readonly parts: readonly Part[];
}

export function sum(parts: readonly Part[]): number {
  let total = 0;
  for (const part of parts) total += part.value;
  return total;
}

export function breakdown(parts: readonly Part[]): Breakdown {
  return { total: sum(parts), parts };
}
