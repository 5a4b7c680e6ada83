import type { Columns } from "@outlay/catalog";

const keysOf = (value: unknown): readonly string[] | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : null;

const fieldOf = (row: unknown, key: string): unknown => (typeof row === "object" && row !== null ? Reflect.get(row, key) : undefined);

/** Rows as columns where all have the same fields in the same order; as they are where they haven't. */
export function columnsOf(rows: readonly unknown[]): Columns<unknown> {
  const keys = keysOf(rows[0]);
  const alike = keys !== null && keys.length > 0 && rows.every((row) => keysOf(row)?.join() === keys.join());
  return alike ? { keys, of: keys.map((key) => columnsOf(rows.map((row) => fieldOf(row, key)))) } : { rows };
}
