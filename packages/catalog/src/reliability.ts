import type { FailureRate, SpotTerms } from "@outlay/engine";
import { failureRates as failureRows } from "./generated/failure-rates.ts";
import { spotTerms as spotRows } from "./generated/spot-terms.ts";

/** Published rates of failure. */
export const failureRates: readonly FailureRate[] = failureRows;
/** How long spot instances last, by provider and card. */
export const spotTerms: readonly SpotTerms[] = spotRows;
