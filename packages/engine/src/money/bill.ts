import { billedSeconds, type Duration, runSeconds, startupSeconds } from "../run/duration.ts";
import { type Bytes, GB, HOUR, type KilowattHours, type Usd, type UsdPerHour } from "../units.ts";
import type { DataPrice, Purchase } from "./offer.ts";

/** quantity x unitPriceUsd = costUsd; what has no known price has null, never 0. */
export interface BillLine {
  readonly id: "compute" | "startup" | "storage" | "egress" | "transfer" | "energy";
  readonly label: string;
  readonly quantity: number;
  readonly unit: string;
  readonly unitPriceUsd: number | null;
  readonly costUsd: Usd | null;
  readonly source: string;
  readonly asOf: string | null;
}

export interface BillInput {
  readonly provider: string;
  readonly instanceType: string;
  readonly purchase: Purchase;
  readonly nodes: number;
  readonly price: { readonly usdPerHour: UsdPerHour | null; readonly source: string; readonly asOf: string | null };
  readonly duration: Duration;
  /** Kept on disk while the run lasts, and taken out at the end. */
  readonly stored: Bytes;
  readonly result: Bytes;
  readonly dataPrices: readonly DataPrice[];
  /** Data that must be brought to the machine, and what its way out costs; null where it stays. */
  readonly moved: { readonly bytes: Bytes; readonly price: DataPrice | null } | null;
  /** Electricity that is paid apart; kWh null where the card's power isn't known. */
  readonly energy: { readonly kwh: KilowattHours | null; readonly usdPerKwh: Usd } | null;
}

const HOURS_PER_MONTH = 730;
const UNKNOWN = "no price of this provider in the catalogue";

function line(
  id: BillLine["id"],
  label: string,
  q: { quantity: number; unit: string; price: number | null; source: string; asOf: string | null },
): BillLine {
  return {
    id,
    label,
    quantity: q.quantity,
    unit: q.unit,
    unitPriceUsd: q.price,
    costUsd: q.price === null ? null : q.quantity * q.price,
    source: q.source,
    asOf: q.asOf,
  };
}

/** The provider's own storage or egress price: the cheapest general-purpose row of the table. */
function dataPrice(rows: readonly DataPrice[], provider: string, kind: DataPrice["kind"]): DataPrice | null {
  return rows.find((r) => r.provider === provider && r.kind === kind) ?? null;
}

function moveLine({ moved }: BillInput): readonly BillLine[] {
  if (!moved) return [];
  const { bytes, price } = moved;
  const at = { quantity: bytes / GB, unit: "GB", price: price?.usd ?? null, source: price?.source ?? UNKNOWN, asOf: price?.asOf ?? null };
  return [line("transfer", price?.item ?? "transfer", at)];
}

function electricityLine({ energy }: BillInput): readonly BillLine[] {
  if (!energy) return [];
  const { kwh, usdPerKwh } = energy;
  const price = kwh === null ? null : usdPerKwh;
  return [line("energy", "energy", { quantity: kwh ?? 0, unit: "kWh", price, source: "the job", asOf: null })];
}

/**
 * The bill of one plan: instance-hours that train, instance-hours of start-up, storage while it runs, the result's way out.
 * Billed by the second. Hardware of one's own pays no storage or egress.
 */
export function billLines(b: BillInput): readonly BillLine[] {
  const hours = (seconds: number): number => (b.nodes * seconds) / HOUR;
  const { usdPerHour: price, source, asOf } = b.price;
  const startup = startupSeconds(b.duration);
  const billed = billedSeconds(b.duration);
  const lines = [
    line("compute", `${b.instanceType} ${b.purchase}`, { quantity: hours(billed - startup), unit: "instance-hour", price, source, asOf }),
    line("startup", `${b.instanceType} ${b.purchase}`, { quantity: hours(startup), unit: "instance-hour", price, source, asOf }),
  ];
  if (b.purchase === "owned") return [...lines.filter((l) => l.quantity > 0), ...moveLine(b), ...electricityLine(b)];
  const storage = dataPrice(b.dataPrices, b.provider, "storage");
  const egress = dataPrice(b.dataPrices, b.provider, "egress");
  const months = runSeconds(b.duration) / HOUR / HOURS_PER_MONTH;
  return [
    ...lines,
    ...moveLine(b),
    line("storage", storage?.item ?? "storage", {
      quantity: (b.stored / GB) * months,
      unit: "GB-month",
      price: storage?.usd ?? null,
      source: storage?.source ?? UNKNOWN,
      asOf: storage?.asOf ?? null,
    }),
    line("egress", egress?.item ?? "egress", {
      quantity: b.result / GB,
      unit: "GB",
      price: egress?.usd ?? null,
      source: egress?.source ?? UNKNOWN,
      asOf: egress?.asOf ?? null,
    }),
  ];
}

/** Sum of the lines that have a price; null when compute has none. */
export function billTotal(lines: readonly BillLine[]): Usd | null {
  let total = 0;
  for (const l of lines) {
    if (l.costUsd !== null) total += l.costUsd;
    else if (l.id === "compute" || l.id === "startup") return null;
  }
  return total;
}

/**
 * Use below which a commitment costs more than on-demand: 1 - discount; and its effective price at a use u: (1 - discount)/u of on-demand.
 */
export function breakEvenUse(discount: number): number {
  return 1 - discount;
}

export function effectivePriceFactor(discount: number, use: number): number {
  return (1 - discount) / use;
}
