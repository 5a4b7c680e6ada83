import { type Move, moveOf, movePrice, type Place } from "../money/move.ts";
import type { BillInput } from "../money/bill.ts";
import type { Price } from "../money/offer.ts";
import { type InputPath, inputSeconds, storedBytesPerToken } from "../run/input.ts";
import type { Candidate } from "./candidate.ts";
import type { PlanRequest } from "./request.ts";

/** What reads the data of a candidate: its nodes from a store, or the store's own limit where the job gives one. */
export function inputPath(request: PlanRequest, candidate: Candidate): InputPath {
  const { data, assumptions, model } = request;
  const { cluster } = candidate.bench;
  return {
    store: data.readBytesPerSecond ?? assumptions["read-bytes-per-second"].value * cluster.nodes,
    bytesPerToken: data.preparing ? assumptions["bytes-per-token"].value : storedBytesPerToken(model.architecture.vocab),
    preparing: data.preparing
      ? data.preparing.tokensPerSecondPerCore * data.preparing.coresPerGpu * cluster.gpus
      : Number.POSITIVE_INFINITY,
    prefetch: data.prefetch,
  };
}

/** Seconds that waiting for data adds to a step, over all epochs: of cached data the first one waits. */
export function stallSeconds(request: PlanRequest, candidate: Candidate): number {
  const tokens = candidate.bench.globalBatch * candidate.steps.sequence;
  const stall = inputSeconds(inputPath(request, candidate), { tokens, step: candidate.step });
  return request.data.cached ? stall / epochs(request) : stall;
}

/** Where a candidate at a price runs; one's own hardware is a place of its own. */
function placeOf(candidate: Candidate, price: Price | null): Place {
  return { provider: candidate.bench.machine.provider, region: price?.region ?? null };
}

export function moveTo(request: PlanRequest, candidate: Candidate, price: Price | null): Move | null {
  return request.data.at && moveOf(request.data.at, placeOf(candidate, price));
}

/** The line of a bill for bringing the data there; null where it stays, or where it lies isn't said. */
export function movedData(request: PlanRequest, candidate: Candidate, price: Price | null): BillInput["moved"] {
  const move = moveTo(request, candidate, price);
  if (!request.data.at || move === null || move === "none" || request.dataBytes === null) return null;
  return { bytes: request.dataBytes, price: movePrice(request.dataPrices, request.data.at, move) };
}

export function epochs({ work }: PlanRequest): number {
  return work.amount.kind === "steps" ? 1 : work.amount.epochs;
}
