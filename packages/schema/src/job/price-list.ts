import type { PriceRow } from "@outlay/catalog";
import { priceRow } from "../catalog/offer-row.ts";
import { problemText } from "../catalog/problem.ts";
import { readCsv } from "../catalog/read.ts";

/** Rows of a user's price list, or what is wrong with the first bad one. */
export function parsePriceList(text: string, file: string): { readonly rows: readonly PriceRow[]; readonly problem: string | null } {
  const { rows, problems } = readCsv({ file, text }, priceRow);
  const [first] = problems;
  return first ? { rows: [], problem: problemText(first) } : { rows: rows.map((r) => r.value), problem: null };
}
