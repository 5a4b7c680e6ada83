import type { PriceRow } from "@outlay/catalog";
import type { Issue } from "@outlay/engine";
import type { World } from "@outlay/interchange";

const MOST_BYTES = 20_000_000;

/** A user's own price list: CSV with the columns of the catalog's offers. Rows that can't be used are told, with their line. */
export async function readPriceList(path: string, world: World): Promise<{ rows: readonly PriceRow[]; issues: readonly Issue[] }> {
  const fail = (problem: string): { rows: readonly PriceRow[]; issues: readonly Issue[] } => ({
    rows: [],
    issues: [{ code: "job.prices-unreadable", severity: "error", path: "where.prices.file", values: { file: path, problem } }],
  });
  const entry = await world.files.entry(path);
  if (entry?.kind !== "file") return fail("no such file. Give the path of a CSV with the columns of the catalog's offers.");
  if (entry.bytes > MOST_BYTES) return fail(`${entry.bytes} bytes are more than the ${MOST_BYTES} that are accepted.`);
  const { parsePriceList } = await import("@outlay/schema");
  const text = new TextDecoder().decode(await world.files.read(path, { from: 0, to: entry.bytes }));
  const read = parsePriceList(text, path);
  return read.problem === null ? { rows: read.rows, issues: [] } : fail(read.problem);
}
