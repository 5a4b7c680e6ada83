import { findModel, measuredRuns } from "@outlay/catalog";
import { readJob, toRequest } from "@outlay/schema";
import { resolveModel } from "@outlay/interchange";
export async function request(job: any, today = "2026-11-24") {
  const read = readJob(job);
  if (!read.job) throw new Error(JSON.stringify(read.issues));
  const world: any = { files: { entry: async () => null, read: async () => { throw new Error("no"); } }, hub: null, cache: null, env: {}, offline: true };
  const lookup = (name: string) => { const f = findModel(name); return f.kind === "found" ? f.model : null; };
  const m = await resolveModel(read.job.model, world, lookup, { suggest: () => [] });
  if (!m.model) throw new Error(JSON.stringify(m.issues));
  const built = toRequest(read.job, { model: m.model, data: null, priceRows: [], today } as any);
  if (!built.request) throw new Error(JSON.stringify(built.issues));
  return built as any;
}
