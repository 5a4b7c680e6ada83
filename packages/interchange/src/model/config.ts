import { type Activation, type Architecture, type Issue, type StateSpace, tensorTable, totalParameters } from "@outlay/engine";
import { type Count, mlaOf, moeOf } from "./experts.ts";
import { familyNames, familyOf } from "./families.ts";
import type { Family, Flag } from "./family.ts";
import { type Fields, fieldsOf, isJson, type Json, type Limit, pathOf, shown } from "./fields.ts";
import { type Dimension, KEYS, MOST_PARAMETERS } from "./keys.ts";
import { nearestNames } from "./nearest.ts";
import { isHybrid, ownFormat, stateSpaceOf } from "./state-space.ts";
import { guessedFamily } from "./unknown-family.ts";
import { windowOf } from "./window.ts";

export interface ReadConfig {
  readonly architecture: Architecture | null;
  readonly issues: Issue[];
}

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["silu", "silu"],
  ["swish", "silu"],
  ["swiglu", "silu"],
  ["gelu", "gelu"],
  ["gelu_python", "gelu"],
  ["gelu_new", "gelu_tanh"],
  ["gelu_tanh", "gelu_tanh"],
  ["gelu_fast", "gelu_tanh"],
  ["gelu_pytorch_tanh", "gelu_tanh"],
  ["quick_gelu", "gelu_tanh"],
  ["relu", "relu"],
  ["relu2", "relu2"],
  ["relu_squared", "relu2"],
  ["squared_relu", "relu2"],
  ["xielu", "xielu"],
]);
const ACTIVATION_KEYS = ["hidden_act", "hidden_activation", "activation_function", "activation", "ffn_config.ffn_act_fn.name"];
const NESTS = ["text_config", "language_config", "llm_config", "thinker_config"];

interface Text {
  readonly json: Json;
  readonly path: string;
  readonly nested: boolean;
}

/** The text model of a multimodal config, with the root's word on tying and storage. */
function textPart(root: Json, path: string): Text {
  let text: Text = { json: root, path, nested: false };
  for (let depth = 0; depth < 3; depth++) {
    const at = text;
    const key = NESTS.find((name) => Object.hasOwn(at.json, name) && isJson(at.json[name]));
    const inner = key === undefined ? undefined : at.json[key];
    if (key === undefined || !isJson(inner)) break;
    const outer = Object.fromEntries(
      ["model_type", "tie_word_embeddings"].filter((k) => Object.hasOwn(at.json, k)).map((k) => [k, at.json[k]]),
    );
    text = { json: { ...outer, ...inner }, path: pathOf(at.path, key), nested: true };
  }
  return text;
}

/** What follows from a value that couldn't be read isn't judged. */
function failed(f: Fields): boolean {
  return f.issues.some((issue) => issue.severity === "error");
}

function activationOf(f: Fields, family: Family): Activation {
  if (family.ownActivation) return family.activation;
  const named = f.text(ACTIVATION_KEYS);
  if (named === null) return family.activation;
  const known = ACTIVATIONS.get(named);
  if (known === undefined) f.say("note", "model.unknown-activation", { value: shown(named), used: family.activation });
  return known ?? family.activation;
}

function headDimOf(f: Fields, count: Count, a: { readonly hidden: number; readonly heads: number }): number {
  const headDim = count("headDim");
  if (headDim !== null) return headDim;
  if (a.hidden % a.heads !== 0 && !failed(f)) f.say("error", "model.indivisible", { hidden: a.hidden, heads: a.heads }, "head_dim");
  return Math.max(1, Math.floor(a.hidden / a.heads));
}

type Facts = Pick<
  Architecture,
  "gated" | "activation" | "tied" | "norm" | "normsPerLayer" | "normWidth" | "finalNorm" | "biases" | "qkNorm" | "positions" | "lmHead"
>;

/** What isn't a size: the family's word, or that of the key it names. */
function factsOf(f: Fields, family: Family): Facts {
  const { gated, norm, normsPerLayer, normWidth, finalNorm, positions, biases } = family;
  const said = (flag: Flag): boolean => (typeof flag === "string" ? f.flag(flag) : flag);
  return {
    gated,
    activation: activationOf(f, family),
    tied: f.flag("tie_word_embeddings", family.tied),
    norm,
    normsPerLayer,
    normWidth,
    finalNorm,
    biases: { qkv: said(biases.qkv), o: said(biases.o), mlp: said(biases.mlp), head: said(biases.head) },
    qkNorm: family.qkNormIf === undefined || f.flag(family.qkNormIf) ? family.qkNorm : null,
    positions,
    ...(family.lmHead === false ? { lmHead: false } : {}),
  };
}

type Mixing = Pick<Architecture, "heads" | "kvHeads" | "headDim" | "ffn" | "window" | "moe" | "mla" | "ssm">;

/** The names under which this family's files hold dimensions. */
interface Reading {
  readonly count: Count;
  readonly need: (d: Dimension) => number;
  /** A state space said outright. */
  readonly said: StateSpace | undefined;
}

/** What mixes tokens and channels: attention and an MLP, or a state space alone. */
function mixingOf(f: Fields, family: Family, read: Reading, a: Pick<Architecture, "layers" | "hidden" | "maxPositions">): Mixing {
  const { count, need, said } = read;
  const { hidden } = a;
  const kind = said?.kind ?? family.stateSpace;
  if (kind !== undefined) {
    const ssm = said ?? stateSpaceOf(f, kind, hidden);
    return { heads: 0, kvHeads: 0, headDim: 0, ffn: 0, window: null, moe: null, mla: null, ssm };
  }
  const heads = need("heads");
  const moe = moeOf(f, family, count);
  const mla = mlaOf(f, count);
  return {
    heads,
    kvHeads: count("kvHeads") ?? heads,
    headDim: mla ? mla.nopeHeadDim + mla.ropeHeadDim : headDimOf(f, count, { hidden, heads }),
    ffn: count("ffn") ?? moe?.expertFfn ?? (family.ffnRatio === undefined ? need("ffn") : family.ffnRatio * hidden),
    window: windowOf(f, family, a),
    moe,
    mla,
  };
}

function firstShape(f: Fields, name: string, family: Family, said: StateSpace | undefined): Architecture {
  const names = (d: Dimension): readonly string[] => family.keys?.[d] ?? KEYS[d].names;
  const count: Count = (d) => f.count(names(d), KEYS[d].limit);
  const need = (d: Dimension): number => f.need(names(d), KEYS[d].limit);
  const hidden = need("hidden");
  const learned = family.positions === "learned";
  const maxPositions = learned ? need("maxPositions") : count("maxPositions");
  const layers = need("layers");
  const mtpLayers = count("mtpLayers") ?? 0;
  return {
    family: name,
    layers,
    hidden,
    ...mixingOf(f, family, { count, need, said }, { layers, hidden, maxPositions }),
    vocab: need("vocab"),
    ...factsOf(f, family),
    learnedPositions: learned ? (maxPositions ?? 0) : 0,
    maxPositions,
    ...(mtpLayers > 0 ? { mtpLayers } : {}),
    extra: [],
  };
}

/** Dimensions that contradict each other. */
function judge(f: Fields, a: Architecture): void {
  if (failed(f)) return;
  const outside = (field: string, value: number, limit: Limit): void => {
    if (!Number.isInteger(value) || value < limit.min || value > limit.max)
      f.say("error", "model.out-of-range", { field, value: String(value), ...limit }, field);
  };
  if (!a.mla && !a.ssm && a.heads % a.kvHeads !== 0)
    f.say("error", "model.heads-mismatch", { heads: a.heads, kvHeads: a.kvHeads }, "num_key_value_heads");
  if (a.moe) {
    outside("first_k_dense_replace", a.moe.denseLayers, { min: 0, max: a.layers });
    if (a.moe.topK > a.moe.experts)
      f.say("error", "model.top-k-above-experts", { topK: a.moe.topK, experts: a.moe.experts }, "num_experts_per_tok");
  }
  if (!Number.isInteger(a.sharedLayers ?? 1))
    f.say("error", "model.uneven-groups", { layers: a.layers, groups: a.layers / (a.sharedLayers ?? 1) }, "num_hidden_groups");
  if (failed(f)) return;
  const total = totalParameters(tensorTable(a));
  if (!(total <= MOST_PARAMETERS)) f.say("error", "model.too-large", { parameters: total, limit: MOST_PARAMETERS });
}

function sayFamily(f: Fields, modelType: string | null): void {
  const [nearest = ""] = modelType === null ? [] : nearestNames(modelType, familyNames());
  f.say("warning", "model.unknown-family", { family: modelType === null ? "-" : shown(modelType), nearest: nearest || "-" }, "model_type");
}

/** Files of such models hold another type than `torch_dtype` says, so bytes on disk are not two a parameter. */
function sayStorage(f: Fields, root: Json): void {
  const found = [f.json, root]
    .map((json) => (Object.hasOwn(json, "quantization_config") ? json["quantization_config"] : null))
    .find(isJson);
  if (!found) return;
  const method = found["quant_method"];
  f.say("note", "model.quantized", { method: typeof method === "string" ? method.slice(0, 40) : "?" }, "quantization_config");
}

function unique(issues: readonly Issue[]): Issue[] {
  const seen = new Set<string>();
  return issues.filter((issue) => {
    const id = `${issue.code} ${issue.path}`;
    return !seen.has(id) && seen.add(id);
  });
}

interface Asked {
  readonly root: Json;
  readonly path: string;
  /** Said outright, over whatever the family says. */
  readonly over?: Partial<Architecture>;
}

/** The shape of a config, with what is said outright put over it. */
export function readShape({ root, path, over = {} }: Asked): ReadConfig {
  const text = textPart(root, path);
  const bare = fieldsOf(text.json, text.path);
  const modelType = bare.text(["model_type"]);
  const known = modelType === null ? ownFormat(bare) : familyOf(modelType);
  const family = known?.family ?? guessedFamily(bare);
  const f = fieldsOf(text.json, text.path, { ...(text.nested ? family.nested : {}), ...family.defaults }, bare.issues);
  if (isHybrid(bare, modelType, known !== null)) f.say("error", "model.hybrid", { family: shown(modelType) }, "model_type");
  else if (!known) sayFamily(f, modelType);
  const first = firstShape(f, known?.name ?? (modelType ?? "unknown").slice(0, 100), family, over.ssm);
  const architecture = { ...first, ...family.adjust?.(f, first), ...over };
  judge(f, architecture);
  sayStorage(f, root);
  if (text.nested || isJson(root["vision_config"])) f.say("note", "model.text-part-only", { family: architecture.family });
  return { architecture: failed(f) ? null : architecture, issues: unique(f.issues) };
}

/** Reads a Hugging Face `config.json`. `path` is where it stands, for the messages. Keys that don't matter are ignored. */
export function readConfig(json: unknown, path: string): ReadConfig {
  if (isJson(json)) return readShape({ root: json, path });
  return { architecture: null, issues: [{ code: "model.not-an-object", severity: "error", path, values: { value: shown(json) } }] };
}
