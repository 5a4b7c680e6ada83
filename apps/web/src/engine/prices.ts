import { parsePriceList, type PriceList } from "@outlay/schema";

/** A price list that the reader chose. On its own, since it brings the reader of tables. */
export function readPrices(file: string, text: string): PriceList {
  const list = parsePriceList(text, file);
  return { ...list, issues: list.issues.map((i) => ({ ...i, path: "where.prices.file" })) };
}
