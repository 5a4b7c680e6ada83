import { assumptions } from "@outlay/catalog";
import type { DataSpec, Machine, PlanRequest, Work } from "@outlay/engine";
import type { Notes } from "./notes.ts";
import type { Job } from "./schema.ts";

/** Where the data lies: `aws/us-east-1`, or a provider. A provider that isn't known is one whose prices aren't. */
function placeOf(at: string): DataSpec["at"] {
  const [provider = "", region] = at.split("/");
  return { provider: provider.trim().toLowerCase(), region: region?.trim().toLowerCase() ?? null };
}

/** Where the job's data is, and how it gets into the step. */
export function dataOf(job: Job, machines: readonly Machine[], notes: Notes): DataSpec {
  const { at, readRate, prefetch, cache, preprocessing } = job.data ?? {};
  const place = at === undefined ? null : placeOf(at);
  const known = [...new Set(machines.map((m) => m.provider))].sort();
  if (place && !known.includes(place.provider) && place.provider !== "owned")
    notes.warn("job.data-elsewhere", "data.at", { value: place.provider, allowed: known.join(", ") });
  const rate = preprocessing?.tokensPerSecondPerCore ?? assumptions["tokens-per-second-per-core"].value;
  const cores = preprocessing?.cores;
  if (preprocessing && preprocessing.tokensPerSecondPerCore === undefined)
    notes.assume("data.preprocessing.tokensPerSecondPerCore", rate, "tokenizing");
  const alongside = preprocessing?.when === "while-training";
  return {
    at: place,
    readBytesPerSecond: readRate ?? null,
    prefetch: prefetch ?? true,
    cached: cache ?? false,
    preparing: preprocessing && alongside ? { tokensPerSecondPerCore: rate, coresPerGpu: cores ?? 8 } : null,
    ahead: preprocessing && !alongside ? { tokensPerSecondPerCore: rate, cores: cores ?? 16 } : null,
  };
}

/** Bytes of the data as stored: measured, said, or worked out from its tokens; null where steps are all that is known. */
export function dataBytesOf(job: Job, measured: number | null, work: Work, notes: Notes): PlanRequest["dataBytes"] {
  const given = measured ?? job.data?.bytes ?? null;
  if (given !== null || work.amount.kind === "steps") return given;
  const tokens = work.amount.kind === "tokens" ? work.amount.tokens : work.amount.samples * work.amount.lengths.mean;
  const bytes = tokens * assumptions["bytes-per-token"].value;
  if (job.data?.at !== undefined) notes.assume("data.bytes", Math.round(bytes), "data-bytes");
  return bytes;
}
