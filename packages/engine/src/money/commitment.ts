import type { Hours, UsdPerHour } from "../units.ts";

/** A price for those who commit: to an instance type (with `@region` where it matters), a card, or anything of a provider's. */
export interface CommitmentTerms {
  readonly provider: string;
  readonly target: string;
  readonly term: string;
  readonly usdPerGpuHour: UsdPerHour | null;
  /** Off the on-demand price, as a fraction. */
  readonly discount: number | null;
  /** The least that is paid for; null where the term isn't stated. */
  readonly leastHours: Hours | null;
  /** An "up to" that is no price. */
  readonly ceiling: boolean;
  readonly source: string;
  readonly asOf: string | null;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** Whether a commitment is to be had for an instance type or its card; a region that it names must be the one. */
export function covers(
  c: CommitmentTerms,
  at: { readonly provider: string; readonly instanceType: string; readonly accelerator: string; readonly region: string | null },
): boolean {
  if (c.provider !== at.provider || c.ceiling) return false;
  const [target = "", region = null] = c.target.split("@");
  if (target === at.instanceType) return region === null || at.region === null || at.region === "*" || region === at.region;
  return target === "any" || at.accelerator === plain(target) || at.accelerator.startsWith(`${plain(target)}-`);
}

/** What committing means for a run: all hours of the term are paid. */
export interface CommitmentOffer {
  readonly usdPerGpuHour: UsdPerHour;
  /** Hours of use in the term from which it is cheaper than on-demand; null where the term isn't stated. */
  readonly breakEvenHours: Hours | null;
  /** The same as a share of the term. */
  readonly breakEvenUse: number;
  /** Hours that a run of this length pays for. */
  readonly paidHours: Hours;
}

/** Null where neither a price nor an on-demand price to take the discount off is known, or committing isn't cheaper at all. */
export function commitmentOffer(c: CommitmentTerms, onDemandPerGpuHour: UsdPerHour | null, runHours: Hours): CommitmentOffer | null {
  const price = c.usdPerGpuHour ?? (c.discount === null || onDemandPerGpuHour === null ? null : onDemandPerGpuHour * (1 - c.discount));
  if (price === null || onDemandPerGpuHour === null || price >= onDemandPerGpuHour) return null;
  const breakEvenUse = price / onDemandPerGpuHour;
  return {
    usdPerGpuHour: price,
    breakEvenHours: c.leastHours === null ? null : c.leastHours * breakEvenUse,
    breakEvenUse,
    paidHours: Math.max(runHours, c.leastHours ?? 0),
  };
}
