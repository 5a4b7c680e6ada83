import type { Issue } from "@outlay/engine";
import type { World } from "@outlay/interchange";
import type { PriceList } from "@outlay/schema";

const MOST_BYTES = 20_000_000;
export const NO_PRICES: PriceList = { rows: [], lines: [], issues: [] };

/** A user's own price list: CSV with the columns of the catalog's offers. A row that can't be used is told, with its line. */
export async function readPriceList(path: string, world: World): Promise<PriceList> {
  const fail = (code: string, values: Issue["values"]): PriceList => ({
    ...NO_PRICES,
    issues: [{ code, severity: "error", path: "", values: { file: path, ...values } }],
  });
  const entry = await world.files.entry(path);
  if (entry?.kind !== "file") return fail("job.no-prices", {});
  if (entry.bytes > MOST_BYTES) return fail("job.prices-too-large", { bytes: entry.bytes, limit: MOST_BYTES });
  const { parsePriceList } = await import("@outlay/schema");
  return parsePriceList(new TextDecoder().decode(await world.files.read(path, { from: 0, to: entry.bytes })), path);
}

/** Issues of rows, under the line where the row stands. */
export function atLines(issues: readonly Issue[], list: PriceList, file: string): readonly Issue[] {
  return issues.map((found) => {
    const row = /^where\.prices\.file\.(\d+)$/.exec(found.path)?.[1];
    return row === undefined ? found : { ...found, path: `${file}:${list.lines[Number(row)] ?? 0}` };
  });
}
