import { type Activation, type Architecture, type Issue, SPARSE_KINDS } from "@outlay/engine";
import * as z from "zod";
import { type ReadConfig, readShape } from "./config.ts";
import { familyOf } from "./families.ts";
import { isJson, type Json, pathOf, shown } from "./fields.ts";
import { type Dimension, KEYS, WINDOW } from "./keys.ts";
import { nearestNames } from "./nearest.ts";

const text = z.string({ error: "text" }).min(1, { error: "text" }).max(100, { error: "text of at most 100 characters" });
const flag = z.boolean({ error: "true or false" });
const whole = ({ min, max }: { readonly min: number; readonly max: number }): z.ZodInt => {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const dimension = (d: Dimension): z.ZodInt => whole(KEYS[d].limit);

const ACTIVATIONS = ["silu", "gelu", "gelu_tanh", "relu", "relu2", "swiglu_clamped", "xielu"] as const satisfies readonly Activation[];

const moe = z.strictObject({
  experts: whole({ min: 1, max: KEYS.experts.limit.max }),
  topK: dimension("topK"),
  shared: dimension("shared").default(0),
  expertFfn: dimension("expertFfn"),
  sharedFfn: dimension("sharedFfn").default(0),
  denseLayers: dimension("denseLayers").default(0),
  everyN: dimension("everyN").default(1),
  routerBias: flag.default(false),
  sharedGate: flag.exactOptional(),
});
const mla = z.strictObject({
  qLoraRank: dimension("qLoraRank").nullable().default(null),
  kvLoraRank: dimension("kvLoraRank"),
  nopeHeadDim: dimension("nopeHeadDim"),
  ropeHeadDim: dimension("ropeHeadDim"),
  vHeadDim: dimension("vHeadDim"),
});
const stateSpace = {
  inner: whole({ min: 1, max: 10_000_000 }),
  conv: whole({ min: 1, max: 1024 }).default(4),
  convBias: flag.default(true),
  bias: flag.default(false),
};
const rank = whole({ min: 1, max: 1_000_000 });
const ssm = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("mamba"), ...stateSpace, state: rank.default(16), stepRank: rank }),
    z.strictObject({
      kind: z.literal("mamba2"),
      ...stateSpace,
      state: rank.default(128),
      heads: rank,
      groups: rank.default(1),
      chunk: rank.default(256),
    }),
  ],
  { error: "kind: mamba or mamba2" },
);
const window = z.strictObject({ size: whole(WINDOW), every: whole(KEYS.layers.limit).default(1), chunked: flag.exactOptional() });

const keys = whole(WINDOW);
const sparse = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.enum(["strided", "fixed"]) }),
    z.strictObject({
      kind: z.literal("block-sparse"),
      density: z.number({ error: "a share up to 1" }).positive({ error: "a share above 0" }).max(1, { error: "a share up to 1" }),
      block: keys.default(128),
    }),
    z.strictObject({
      kind: z.literal("windowed-global"),
      window: keys,
      global: whole({ min: 0, max: WINDOW.max }).default(0),
      random: whole({ min: 0, max: WINDOW.max }).default(0),
    }),
  ],
  { error: `kind: ${SPARSE_KINDS.join(", ")}` },
);

/** The fields of an architecture that aren't dimensions of a config, or that a config can't say. */
const SAID = {
  gated: flag.exactOptional(),
  activation: z.enum(ACTIVATIONS, { error: `one of ${ACTIVATIONS.join(", ")}` }).exactOptional(),
  tied: flag.exactOptional(),
  norm: z.enum(["rms", "layer"], { error: "rms or layer" }).exactOptional(),
  normsPerLayer: whole({ min: 0, max: 16 }).exactOptional(),
  normWidth: z.literal([0, 1, 2], { error: "0, 1 or 2" }).exactOptional(),
  finalNorm: flag.exactOptional(),
  biases: z
    .strictObject({ qkv: flag.default(false), o: flag.default(false), mlp: flag.default(false), head: flag.default(false) })
    .exactOptional(),
  qkNorm: z.enum(["head", "full"], { error: "head, full or null" }).nullable().exactOptional(),
  positions: z.enum(["rope", "learned", "alibi", "relative"], { error: "rope, learned, alibi or relative" }).exactOptional(),
  learnedPositions: whole({ min: 0, max: 1e9 }).exactOptional(),
  window: window.nullable().exactOptional(),
  sparse: sparse.exactOptional(),
  moe: moe.nullable().exactOptional(),
  mla: mla.nullable().exactOptional(),
  ssm: ssm.exactOptional(),
  sharedLayers: whole(KEYS.layers.limit).exactOptional(),
  decoderLayers: whole(KEYS.layers.limit).exactOptional(),
  lmHead: flag.exactOptional(),
  embeddingSize: dimension("embeddingSize").exactOptional(),
  positionWidth: dimension("embeddingSize").exactOptional(),
  mtpLayers: whole({ min: 0, max: 100 }).exactOptional(),
  extra: z
    .array(z.strictObject({ what: text, count: whole({ min: 0, max: 1e15 }) }))
    .max(100, { error: "at most 100 entries" })
    .exactOptional(),
};
const said = z.object(SAID);

const DIMENSIONS = [
  "layers",
  "hidden",
  "heads",
  "kvHeads",
  "headDim",
  "ffn",
  "vocab",
  "maxPositions",
] as const satisfies readonly Dimension[];

/** Our names of an inline architecture; the names of a Hugging Face config are accepted beside them. */
export const INLINE_FIELDS: readonly string[] = ["name", "family", ...DIMENSIONS, ...Object.keys(SAID)];

const CONFIG_KEYS: ReadonlySet<string> = new Set([
  ...Object.values(KEYS).flatMap((key) => key.names.map((name) => name.split(".")[0] ?? name)),
  "model_type",
  "tie_word_embeddings",
  "hidden_act",
  "hidden_activation",
  "activation_function",
  "attention_bias",
  "mlp_bias",
  "sliding_window",
  "use_sliding_window",
  "max_window_layers",
  "layer_types",
  "rope_theta",
  "rope_scaling",
  "rms_norm_eps",
  "layer_norm_eps",
  "torch_dtype",
  "dtype",
]);

function unknownFields(json: Json, path: string): Issue[] {
  // A pasted config.json holds keys that don't matter; a shape that a person wrote doesn't.
  if (Object.hasOwn(json, "model_type") || Object.hasOwn(json, "architectures")) return [];
  const ours = new Set(INLINE_FIELDS);
  return Object.keys(json)
    .filter((key) => !ours.has(key) && !CONFIG_KEYS.has(key))
    .slice(0, 20)
    .map((key) => ({
      code: "model.unknown-field",
      severity: "error",
      path: pathOf(path, key.slice(0, 60)),
      values: { field: shown(key), nearest: nearestNames(key, INLINE_FIELDS)[0] ?? "-", allowed: INLINE_FIELDS.join(", ") },
    }));
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let at = json;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}

function wrongValues(error: z.ZodError, json: Json, path: string): Issue[] {
  return error.issues.slice(0, 20).map((issue) => {
    const field = issue.path.map(String).join(".") + (issue.code === "unrecognized_keys" ? `.${issue.keys[0]}` : "");
    const allowed = issue.code === "unrecognized_keys" ? "no such field" : issue.message;
    if (issue.code !== "unrecognized_keys" && valueAt(json, issue.path) === undefined) {
      return { code: "model.missing-field", severity: "error", path: pathOf(path, field), values: { field, keys: field } };
    }
    return {
      code: "model.wrong-type",
      severity: "error",
      path: pathOf(path, field),
      values: { field, value: shown(valueAt(json, issue.path)), allowed },
    };
  });
}

/** Our names turned into those of a config, for the family's reader. */
function asConfig(json: Json, over: Partial<Architecture>): Json {
  const config: Record<string, unknown> = { model_type: "llama", ...json };
  if (typeof json["family"] === "string" && json["model_type"] === undefined) config["model_type"] = json["family"];
  const family = familyOf(String(config["model_type"]))?.family;
  for (const d of DIMENSIONS) {
    if (!Object.hasOwn(json, d)) continue;
    const names = [...KEYS[d].names, ...(family?.keys?.[d] ?? [])];
    for (const name of names) if (!name.includes(".")) config[name] ??= json[d];
  }
  if (over.ssm && json["model_type"] === undefined && json["family"] === undefined) config["model_type"] = over.ssm.kind;
  if (over.moe) config["intermediate_size"] ??= over.moe.expertFfn;
  if (over.mla) config["head_dim"] ??= over.mla.nopeHeadDim + over.mla.ropeHeadDim;
  return config;
}

/** In the user's words: a dimension under the name that was written, and under ours where it is missing. */
function inOurWords(issues: readonly Issue[], json: Json): Issue[] {
  return issues.map((issue) => {
    const field = issue.values["field"];
    const d = typeof field === "string" ? DIMENSIONS.find((name) => KEYS[name].names.includes(field)) : undefined;
    const missing = issue.code === "model.missing-field";
    if (d === undefined || typeof field !== "string" || !(missing || Object.hasOwn(json, d))) return issue;
    const keys = missing ? { keys: `${d}, ${issue.values["keys"]}` } : {};
    return { ...issue, path: issue.path.slice(0, issue.path.length - field.length) + d, values: { ...issue.values, field: d, ...keys } };
  });
}

/** Sizes said outright win over what the family makes of them; those that aren't believable are left to the reader, who says so. */
function sizesOf(json: Json): Partial<Architecture> {
  const sizes = DIMENSIONS.filter((d) => whole(KEYS[d].limit).safeParse(json[d]).success);
  return Object.fromEntries(sizes.map((d) => [d, json[d]]));
}

/** Rows of the position table where only the kind of positions is said. */
function tableOf(json: Json, positions: Architecture["positions"] | undefined): Partial<Architecture> {
  if (positions === undefined || json["learnedPositions"] !== undefined) return {};
  if (positions !== "learned") return { learnedPositions: 0 };
  const rows = dimension("maxPositions").safeParse(json["maxPositions"] ?? json["max_position_embeddings"]);
  return rows.success ? { learnedPositions: rows.data } : {};
}

/** An architecture written in the job: our field names or those of a config, Llama's shape where nothing is said. */
export function readInline(json: unknown, path: string): ReadConfig {
  if (!isJson(json))
    return { architecture: null, issues: [{ code: "model.not-an-object", severity: "error", path, values: { value: shown(json) } }] };
  const unknown = unknownFields(json, path);
  const parsed = said.safeParse(json);
  if (!parsed.success) return { architecture: null, issues: [...unknown, ...wrongValues(parsed.error, json, path)] };
  const { mtpLayers, ...rest } = parsed.data;
  const over: Partial<Architecture> = { ...rest, ...sizesOf(json), ...tableOf(json, rest.positions), ...(mtpLayers ? { mtpLayers } : {}) };
  const read = readShape({ root: asConfig(json, over), path, over });
  const issues = [...unknown, ...inOurWords(read.issues, json)];
  return { architecture: issues.some((issue) => issue.severity === "error") ? null : read.architecture, issues };
}

/** Parts of an architecture that are objects: what is said of them is laid over what the base has. */
const NESTED = ["biases", "window", "moe", "mla", "ssm"] as const;

/** A known architecture with some fields said otherwise. Only our own names: a base has no configuration any more. */
export function changed(base: Architecture, json: Json, path: string): ReadConfig {
  const over: Record<string, unknown> = { ...json };
  for (const key of NESTED) {
    const [own, said] = [base[key], json[key]];
    if (own && isJson(said)) over[key] = { ...own, ...said };
  }
  const ours = new Set(INLINE_FIELDS);
  const unknown = unknownFields(json, path).concat(
    Object.keys(json)
      .filter((key) => CONFIG_KEYS.has(key) && !ours.has(key))
      .map((key) => ({
        code: "model.unknown-field",
        severity: "error" as const,
        path: pathOf(path, key),
        values: { field: shown(key), nearest: nearestNames(key, INLINE_FIELDS)[0] ?? "-", allowed: INLINE_FIELDS.join(", ") },
      })),
  );
  const sizes = Object.fromEntries(DIMENSIONS.map((d) => [d, dimension(d).exactOptional()]));
  const parsed = said.extend(sizes).safeParse(over);
  if (!parsed.success) return { architecture: null, issues: [...unknown, ...wrongValues(parsed.error, json, path)] };
  const { mtpLayers, ...rest } = said.parse(over);
  const shape: Architecture = { ...base, ...rest, ...sizesOf(json), ...tableOf(json, rest.positions), ...(mtpLayers ? { mtpLayers } : {}) };
  if (unknown.length > 0) return { architecture: null, issues: unknown };
  if (shape.kvHeads === 0 || shape.heads % shape.kvHeads === 0) return { architecture: shape, issues: [] };
  const values = { field: "kvHeads", value: shown(shape.kvHeads), allowed: `a divisor of heads, ${shape.heads}` };
  return { architecture: null, issues: [{ code: "model.wrong-type", severity: "error", path: pathOf(path, "kvHeads"), values }] };
}
