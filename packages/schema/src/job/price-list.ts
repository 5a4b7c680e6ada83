import type { PriceRow } from "@outlay/catalog";
import type { Issue } from "@outlay/engine";
import { priceRow } from "../catalog/offer-row.ts";
import { problemText } from "../catalog/problem.ts";
import { readCsv } from "../catalog/read.ts";

const COLUMNS = ["provider", "instance_type", "accelerator", "accelerator_count", "on_demand_usd_h"] as const;

export interface PriceList {
  readonly rows: readonly PriceRow[];
  /** Line of each row in the file. */
  readonly lines: readonly number[];
  readonly issues: readonly Issue[];
}

const failed = (code: string, values: Issue["values"]): PriceList => ({
  rows: [],
  lines: [],
  issues: [{ code, severity: "error", path: "", values }],
});

/** Rows of a user's price list, or what is wrong with the first bad one. */
export function parsePriceList(text: string, file: string): PriceList {
  const [header = ""] = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1);
  const names = new Set(header.split(",").map((name) => name.trim().replaceAll('"', "")));
  const missing = COLUMNS.find((name) => !names.has(name));
  if (missing !== undefined) {
    return failed("job.prices-column", {
      file,
      value: missing,
      allowed: [...COLUMNS, "region, spot_usd_h, source_version, as_of"].join(", "),
    });
  }
  const { rows, problems } = readCsv({ file, text }, priceRow);
  const [first] = problems;
  if (first) return failed("job.prices-row", { problem: problemText(first) });
  return { rows: rows.map((r) => r.value), lines: rows.map((r) => r.line), issues: [] };
}
