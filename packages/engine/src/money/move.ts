import type { DataPrice } from "./offer.ts";

/** Where data lies; region null: the provider isn't held to one. */
export interface Place {
  readonly provider: string;
  readonly region: string | null;
}

/** How data gets from where it lies to where it is read. */
export type Move = "none" | "between-regions" | "between-providers";

export function moveOf(from: Place, to: Place): Move {
  if (from.provider !== to.provider) return "between-providers";
  const anywhere = from.region === null || to.region === null || to.region === "*";
  return anywhere || from.region === to.region ? "none" : "between-regions";
}

/** What the provider that holds the data asks for its way out; null unknown. Nobody asks for the way in. */
export function movePrice(prices: readonly DataPrice[], from: Place, move: Move): DataPrice | null {
  const kind = move === "between-regions" ? "transfer" : "egress";
  return prices.find((p) => p.provider === from.provider && p.kind === kind) ?? null;
}
