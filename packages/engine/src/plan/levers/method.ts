import type { Lora, Method, MethodKind, Stored } from "../../method/method.ts";
import type { Pin } from "../pins.ts";
import type { PlanRequest } from "../request.ts";
import { anew, doubledAndHalved, type Here, type Lever, SMALLER, type Variant } from "./lever.ts";

const isAdapter = (kind: MethodKind): boolean => kind === "lora" || kind === "dora" || kind === "qlora";

/** Adapters where the job says nothing of them. */
const USUAL: Lora = { rank: 16, targets: "all-linear", dropout: 0.05, dora: false };

const GALORE_RANK = 128;

/** The method as a job has it that changes to another kind: between adapters rank and targets stay, all else is the kind's own. */
export function methodOf(method: Method, kind: MethodKind): Method {
  const base: Stored = kind === "qlora" ? "nf4-dq" : "bf16";
  const lora = isAdapter(kind) ? { ...(method.lora ?? USUAL), dora: kind === "dora" } : null;
  const galoreRank = isAdapter(kind) && method.lora ? method.galoreRank : GALORE_RANK;
  return { kind, lora, base, frozenLayers: 0, galoreRank };
}

/** Checkpoints of adapters alone hold nothing of a method without adapters. */
function saving(request: PlanRequest, kind: MethodKind): { readonly run: PlanRequest["run"]; readonly also: readonly Pin[] } {
  const { run } = request;
  if (isAdapter(kind) || run.checkpointContent !== "adapters") return { run, also: [] };
  return { run: { ...run, checkpointContent: "full" }, also: [{ path: "run.checkpoints.save", value: "full" }] };
}

/** From adapters to adapters rank and targets stay; anything else begins with the method's own defaults. */
function kindMove({ request, asked }: Here, kind: MethodKind, economy: boolean): Variant {
  const now = request.method;
  const stays = isAdapter(now.kind) && isAdapter(kind);
  const method = methodOf(now, kind);
  const { run, also } = saving(request, kind);
  return {
    path: stays ? "method.kind" : "method",
    from: now.kind,
    to: kind,
    request: { ...request, method, run },
    also: [...(stays && now.base !== method.base ? [{ path: "method.base", value: method.base }] : []), ...also],
    loosen: anew(asked),
    economy,
  };
}

/** Methods that do the same job, those that make it cheaper among them; a pre-training may begin with published weights. */
const OTHERS: Readonly<Record<MethodKind, readonly (readonly [MethodKind, boolean])[]>> = {
  pretrain: [["continue", false]],
  continue: [["pretrain", false]],
  full: [
    ["lora", true],
    ["qlora", false],
  ],
  freeze: [
    ["full", false],
    ["lora", true],
    ["qlora", false],
  ],
  lora: [
    ["full", false],
    ["qlora", true],
    ["dora", false],
  ],
  dora: [
    ["full", false],
    ["lora", true],
    ["qlora", true],
  ],
  qlora: [
    ["full", false],
    ["lora", true],
  ],
};

export const kind: Lever = {
  id: "method",
  moves: (here) => OTHERS[here.request.method.kind].map(([to, economy]) => kindMove(here, to, economy)),
};

function adapted({ request }: Here, change: Partial<Lora>): Pick<Variant, "request" | "loosen"> {
  const { method } = request;
  return { request: { ...request, method: { ...method, lora: { ...(method.lora ?? USUAL), ...change } } }, loosen: SMALLER };
}

export const rank: Lever = {
  id: "rank",
  moves: (here) => {
    const { lora } = here.request.method;
    if (!lora) return [];
    return doubledAndHalved(lora.rank).map((r) => ({
      path: "method.rank",
      from: String(lora.rank),
      to: String(r),
      ...adapted(here, { rank: r }),
    }));
  },
};

const ATTENTION_ONLY = ["q_proj", "k_proj", "v_proj", "o_proj"] as const;
const QUERY_AND_VALUE = ["q_proj", "v_proj"] as const;
const LAST = "lm_head";

const namesOf = (targets: Lora["targets"]): string => (targets === "all-linear" ? targets : targets.join(","));

export const targets: Lever = {
  id: "targets",
  moves: (here) => {
    const { lora } = here.request.method;
    if (!lora || here.request.model.architecture.ssm) return [];
    const from = namesOf(lora.targets);
    const choices: readonly Lora["targets"][] = ["all-linear", QUERY_AND_VALUE, ATTENTION_ONLY, ["all-linear", LAST]];
    return choices
      .filter((c) => namesOf(c) !== from)
      .map((c) => ({ path: "method.targets", from, to: namesOf(c), ...adapted(here, { targets: c }) }));
  },
};

/** Matrices at the ends trained in full beside the adapters, as new tokens need. */
export const savedModules: Lever = {
  id: "modules-to-save",
  moves: (here) => {
    const { lora } = here.request.method;
    const none = lora && (lora.modulesToSave ?? []).length === 0;
    if (!none || here.request.model.architecture.ssm) return [];
    const change = adapted(here, { modulesToSave: ["embed_tokens", "lm_head"] });
    return [{ path: "method.modulesToSave", from: "none", to: "embed_tokens,lm_head", ...change }];
  },
};

const BASES: readonly Stored[] = ["bf16", "int8", "nf4", "nf4-dq"];

/** How the frozen weights are stored. */
export const base: Lever = {
  id: "base",
  moves: ({ request }) => {
    const { method } = request;
    if (!method.lora && method.kind !== "freeze") return [];
    return BASES.filter((b) => b !== method.base).map((b) => ({
      path: "method.base",
      from: method.base,
      to: b,
      request: { ...request, method: { ...method, base: b } },
      loosen: SMALLER,
    }));
  },
};

/** A quarter of the layers more, or fewer. */
export const frozenLayers: Lever = {
  id: "frozen-layers",
  moves: ({ request }) => {
    const { method, model } = request;
    if (method.kind !== "freeze") return [];
    const quarter = Math.max(1, Math.floor(model.architecture.layers / 4));
    const choices = [method.frozenLayers + quarter, method.frozenLayers - quarter].filter((n) => n >= 1 && n <= model.architecture.layers);
    return choices.map((n) => ({
      path: "method.frozenLayers",
      from: String(method.frozenLayers),
      to: String(n),
      request: { ...request, method: { ...method, frozenLayers: n } },
      loosen: SMALLER,
    }));
  },
};
