/** A stated assumption: used where the job says nothing, printed with its source, open to change. */
export interface Assumption {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

export const ASSUMPTIONS = [
  "boot-seconds",
  "image-seconds",
  "compile-seconds",
  "rendezvous-seconds",
  "download-bytes-per-second",
  "load-bytes-per-second",
  "checkpoint-bytes-per-second",
  "local-disk-bytes-per-second",
  "network-disk-bytes-per-second",
  "object-store-bytes-per-second",
  "parallel-files-bytes-per-second",
  "checkpoint-copy-bytes-per-second",
  "checkpoint-every-seconds",
  "checkpoints-kept",
  "recovery-seconds",
  "run-slowdown",
  "read-bytes-per-second",
  "between-sites-bytes-per-second",
  "bytes-per-token",
  "tokens-per-second-per-core",
  "experiments-multiplier",
  "server-overhead",
  "server-power",
  "busy-load",
  "idle-load",
  "home-pue",
  "server-room-pue",
  "site-pue",
  "embodied-years",
  "fine-tuning-batch",
  "preference-batch",
  "rollout-prompts",
  "samples-per-prompt",
  "response-tokens",
  "answers-at-once",
  "engine-answers-at-once",
  "engine-step-seconds",
  "engine-share",
  "engine-share-apart",
  "generation-spread",
] as const;
export type AssumptionId = (typeof ASSUMPTIONS)[number];

export type Assumptions = Readonly<Record<AssumptionId, Assumption>>;
