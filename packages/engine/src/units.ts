declare const unit: unique symbol;

/**
 * A number that says its unit. A plain number is accepted, a number of another unit is not:
 * passing `Seconds` where `Bytes` are wanted is a compile error, arithmetic needs no casts.
 */
export type Measure<U extends string> = number & { readonly [unit]?: U };

export type Bytes = Measure<"B">;
export type BytesPerSecond = Measure<"B/s">;
export type Flop = Measure<"FLOP">;
export type FlopPerSecond = Measure<"FLOP/s">;
export type Seconds = Measure<"s">;
export type Hours = Measure<"h">;
export type Usd = Measure<"USD">;
export type UsdPerHour = Measure<"USD/h">;
export type Watts = Measure<"W">;
export type KilowattHours = Measure<"kWh">;
export type KilogramsCo2e = Measure<"kgCO2e">;
export type Tokens = Measure<"token">;
export type Sequences = Measure<"sequence">;
export type Parameters = Measure<"parameter">;
/** Cross-entropy per token. */
export type Nats = Measure<"nat">;

export const GB = 1e9;
export const GIB: number = 2 ** 30;
export const HOUR: Seconds = 3600;

const SCALES: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];

/** A count to three digits as people write it in a job: 1.4T, 12M, 350. */
export function shortCount(n: number): string {
  for (const [scale, name] of SCALES) if (n >= scale && n < 1e15) return `${Number((n / scale).toPrecision(3))}${name}`;
  return String(Number(n.toPrecision(3)));
}
