import type { Issue } from "../issue.ts";
import type { MethodKind } from "../method/method.ts";
import type { Purchase } from "../money/offer.ts";
import type { Range, Why } from "../quantity.ts";
import type { Pin } from "./pins.ts";
import type { Reason } from "./result.ts";

/** A field that had to change with a lever. */
export interface Followed {
  readonly path: string;
  /** Null: the job leaves the field out. */
  readonly from: string | null;
  /** Empty: the field is left out. */
  readonly to: string;
}

/** What a plan takes with one lever moved; null unknown. */
export interface Effect {
  readonly costUsd: number | null;
  readonly runSeconds: number | null;
  readonly memoryBytes: number | null;
  /** Probability that it fits in memory. */
  readonly pFits: number | null;
  /** Tokens trained, without padding. */
  readonly tokens: number | null;
  /** Expected at the end of a pre-training. */
  readonly loss: number | null;
  /** Share of the loss that batch and learning rate, being off their best, add. */
  readonly excessLoss: number | null;
  /** Money that a plan states beside its cost and doesn't take into it: a search, stopping early, a run that diverges. */
  readonly statedUsd: number | null;
}

/** A lever of the job at one of its neighbours, all else held as the plan has it but for what must follow. */
export interface LeverResult extends Effect {
  readonly id: string;
  /** Path of the job, and the value of `--set path=to`. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
  /** What the value stands for where it isn't plain. */
  readonly note: string | null;
  readonly followed: readonly Followed[];
  /** Why there is no such plan; empty where there is one. */
  readonly refusals: readonly Issue[];
}

export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** An uncertain input alone at the ends of its 80 % range. */
export interface Swing {
  readonly id: string;
  /** Path of the job where it can be said; null where it can't. */
  readonly path: string | null;
  /** The input itself; null where it is a fact that may be one way or another. */
  readonly input: (Range & { readonly unit: string }) | null;
  /** The least and the most while the input goes from its P10 to its P90; cost is null without a price. */
  readonly costUsd: Ends | null;
  readonly runSeconds: Ends;
  readonly memoryBytes: Ends;
  readonly why: Why;
}

/** The chosen plan, which the levers are moved from. */
export interface WhatifPlan extends Effect {
  readonly id: string;
  readonly reasons: readonly Reason[];
  readonly accelerator: string;
  readonly provider: string;
  readonly instanceType: string;
  readonly region: string | null;
  readonly purchase: Purchase;
  readonly gpus: number;
  readonly stack: string;
  /** Fields that make the plan the job's only answer: what `--set` holds while a lever is moved. */
  readonly pins: readonly Pin[];
}

/** A plan with what moves it. */
export interface Movers {
  readonly plan: WhatifPlan;
  /** By their effect on cost, then time, then memory, the largest first; those without a plan last. */
  readonly levers: readonly LeverResult[];
  /** By their effect on cost or, without prices, time; the largest first. */
  readonly tornado: readonly Swing[];
}

/** What `outlay whatif --json` prints. */
export interface WhatifResult extends Omit<Movers, "plan"> {
  readonly schemaVersion: 1;
  readonly pricesAsOf: string | null;
  readonly model: string;
  readonly method: MethodKind;
  /** Null where nothing is feasible. */
  readonly plan: WhatifPlan | null;
  readonly notCounted: readonly string[];
  readonly issues: readonly Issue[];
}
