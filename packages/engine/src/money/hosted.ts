import type { ObjectiveKind } from "../method/objective.ts";
import type { Parameters, Tokens, Usd } from "../units.ts";

/** A service that trains for you. */
export interface HostedOffer {
  readonly provider: string;
  readonly model: string;
  /** What `usd` is for: a million tokens trained, an hour, the whole project; null: none of these. */
  readonly per: "million-tokens" | "hour" | "project" | null;
  readonly usd: { readonly low: Usd; readonly high: Usd } | null;
  readonly minimumUsd: Usd | null;
  /** Sizes of open models that the price is for; null: the named model of the service's own, or a family. */
  readonly sizes: { readonly over: Parameters; readonly most: Parameters } | null;
  /** What it trains towards. */
  readonly objectives: readonly ObjectiveKind[];
  /** Null: not said. */
  readonly trains: "adapters" | "full" | "any" | null;
  readonly source: string;
  readonly asOf: string | null;
}

export interface HostedNeed {
  readonly model: string;
  readonly parameters: Parameters;
  readonly adapters: boolean;
  readonly objective: ObjectiveKind;
  /** Trained over all epochs, without padding. */
  readonly tokens: Tokens;
}

const letters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "");

/** The very model or one of its size, or one that only the service has. Null: not for this need. */
export function hostedFit(o: HostedOffer, need: HostedNeed): "same" | "other" | null {
  if (o.per !== "million-tokens" || o.usd === null || o.trains === null || !o.objectives.includes(need.objective)) return null;
  if (o.trains !== "any" && (o.trains === "adapters") !== need.adapters) return null;
  if (o.sizes) return need.parameters > o.sizes.over && need.parameters <= o.sizes.most ? "same" : null;
  return letters(need.model).includes(letters(o.model)) ? "same" : "other";
}

/** What a service asks for so many tokens, its minimum kept. */
export function hostedUsd(o: HostedOffer, tokens: Tokens): { readonly low: Usd; readonly high: Usd } | null {
  if (o.usd === null) return null;
  const times = o.per === "million-tokens" ? tokens / 1e6 : 1;
  const least = o.minimumUsd ?? 0;
  return { low: Math.max(least, o.usd.low * times), high: Math.max(least, o.usd.high * times) };
}

/**
 * Tokens from which paying `fixed` once and `own` for each million is cheaper than `other` for each million; null where it never is.
 */
export function breakEvenTokens(c: { readonly fixed: Usd; readonly own: Usd; readonly other: Usd }): Tokens | null {
  return c.other > c.own ? (c.fixed / (c.other - c.own)) * 1e6 : null;
}
