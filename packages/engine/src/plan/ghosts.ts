import type { OptimizerId } from "../method/method.ts";
import { sequencesTogether } from "../method/objective.ts";
import type { Sharding } from "../method/stack.ts";
import { memoryResult } from "./details.ts";
import { withLayout, withoutLayout } from "./levers/lever.ts";
import { methodOf } from "./levers/method.ts";
import type { Offering } from "./offering.ts";
import { held } from "./pins.ts";
import type { PlanRequest } from "./request.ts";
import type { MemoryResult } from "./result.ts";
import { search } from "./search.ts";

/** What people try first where memory is short. */
export const GHOSTS = ["qlora", "recompute", "sharding", "optimizer-8bit", "micro-batch"] as const;
export type GhostId = (typeof GHOSTS)[number];

/** Why a plan has no such ghost: it is so already, it is as small as it gets, the method isn't of that kind, one GPU has nothing to share, the stack or the machine hasn't it. */
export type Hollow = "taken" | "smallest" | "method" | "alone" | "stack" | "machine";

/** What a device of a plan would hold with one thing changed and all else as it is, whether it fits or not. */
export interface GhostResult {
  readonly id: GhostId;
  /** The value that it is about; empty where there is none. */
  readonly to: string;
  readonly memoryBytes: MemoryResult | null;
  /** Null where there is a ghost. */
  readonly hollow: Hollow | null;
}

interface Changed {
  readonly to: string;
  readonly request: PlanRequest;
}

type Change = (at: { readonly request: PlanRequest; readonly chosen: Offering }) => Changed | Hollow;

/** Sharded to the parameters, and optimizers with states of a byte; the first that the stack has. */
const SHARDED: readonly Sharding[] = ["zero-3", "fsdp"];
const BYTES: readonly OptimizerId[] = ["adamw-8bit", "paged-adamw-8bit"];

const CHANGES: Readonly<Record<GhostId, Change>> = {
  qlora: ({ request }) => {
    const { kind } = request.method;
    if (kind === "qlora") return "taken";
    if (kind === "pretrain" || kind === "continue") return "method";
    return { to: "qlora", request: { ...request, method: methodOf(request.method, "qlora") } };
  },
  recompute: ({ request, chosen }) => {
    const { recompute, recomputeLayers } = chosen.candidate.setup.layout;
    if (recompute === "full" && recomputeLayers === null) return "taken";
    if (!chosen.candidate.bench.stack.recomputes.includes("full")) return "stack";
    return { to: "full", request: withLayout(withoutLayout(request, ["recomputeLayers"]), { recompute: "full" }) };
  },
  sharding: ({ request, chosen }) => {
    const { layout } = chosen.candidate.setup;
    if (SHARDED.includes(layout.sharding)) return "taken";
    if (layout.dp * layout.cp === 1) return "alone";
    const to = SHARDED.find((s) => chosen.candidate.bench.stack.shardings.includes(s));
    return to === undefined ? "stack" : { to, request: withLayout(withoutLayout(request, ["shardGroup"]), { sharding: to }) };
  },
  "optimizer-8bit": ({ request, chosen }) => {
    const { optimizer, stack } = chosen.candidate.bench;
    if (BYTES.includes(optimizer)) return "taken";
    const to = BYTES.find((o) => stack.optimizers.includes(o));
    return to === undefined ? "stack" : { to, request: { ...request, training: { ...request.training, optimizer: to } } };
  },
  "micro-batch": ({ request, chosen }) => {
    const together = request.objective ? sequencesTogether(request.objective) : 1;
    const half = chosen.candidate.setup.layout.microBatch / together / 2;
    if (!Number.isInteger(half)) return "smallest";
    return { to: String(half * together), request: withLayout(request, { microBatch: half * together }) };
  },
};

/** The ghosts of a plan's memory. */
export function ghosts(asked: PlanRequest, chosen: Offering): readonly GhostResult[] {
  const request = held(asked, chosen);
  return GHOSTS.map((id) => {
    const changed = CHANGES[id]({ request, chosen });
    if (typeof changed === "string") return { id, to: "", memoryBytes: null, hollow: changed };
    // Whether it fits is what the bar is to show.
    const [candidate] = search(changed.request, 0).candidates;
    if (!candidate) return { id, to: changed.to, memoryBytes: null, hollow: "machine" };
    return { id, to: changed.to, memoryBytes: memoryResult(candidate), hollow: null };
  });
}
