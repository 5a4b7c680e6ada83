import { findModel } from "@outlay/catalog";
import { type BuiltRequest, readJob, toRequest } from "@outlay/schema";
import type { PlanRequest } from "../packages/engine/src/plan/request.ts";

const TODAY = "2026-11-24";

/** A job of a catalogue model as the engine's request. */
export function built(job: Readonly<Record<string, unknown>>): { request: PlanRequest; alternatives: BuiltRequest["alternatives"] } {
  const read = readJob(job);
  const name = String(job["model"]);
  const found = findModel(name);
  if (!read.job || found.kind !== "found") throw new Error(`${name}: ${JSON.stringify(read.issues)}`);
  const { id, architecture, source, verified } = found.model;
  const model = { name: id, architecture, source, verified, checkpoint: null };
  const made = toRequest(read.job, { model, data: null, priceRows: [], today: TODAY });
  if (!made.request) throw new Error(JSON.stringify(made.issues));
  return { request: made.request, alternatives: made.alternatives };
}
