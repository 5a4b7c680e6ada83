import { type Architecture, type Mla, type Moe, tensorTable, type TensorTable, totalParameters } from "@outlay/engine";
import { positive, whole, wholeOrNone } from "../record/amounts.ts";
import type { ModelFields } from "../record/record.ts";
import { type KnownShape, knownShape } from "./catalogue.ts";
import { NAMED_PARTS, namedShape, TOWERS } from "./series.ts";

export interface ReadShape {
  readonly table: TensorTable;
  readonly assumed: readonly string[];
}

const MOST_LAYERS = 2000;
const MOST_WIDTH = 1_000_000;
const MOST_VOCAB = 10_000_000;

const REST = {
  finalNorm: true,
  qkNorm: null,
  window: null,
  moe: null,
  mla: null,
  extra: [],
  maxPositions: null,
  learnedPositions: 0,
  normsPerLayer: 2,
} as const;
const BARE = { qkv: false, o: false, mlp: false, head: false } as const;

/** What goes without saying of a gated model (Llama's way) and of one without a gate (GPT's way). */
const GATED = { ...REST, family: "llama", activation: "silu", norm: "rms", normWidth: 1, biases: BARE, positions: "rope" } as const;
const PLAIN = {
  ...REST,
  family: "gpt2",
  activation: "gelu",
  norm: "layer",
  normWidth: 2,
  biases: { qkv: true, o: true, mlp: true, head: false },
  positions: "learned",
} as const;

/** DeepSeek's latent attention, where a record says no more than that. */
const LATENT: Mla = { qLoraRank: 1536, kvLoraRank: 512, nopeHeadDim: 128, ropeHeadDim: 64, vHeadDim: 128 };

function moeOf(m: ModelFields, base: Architecture | null, ffn: number): Moe | null {
  const own = m.moe;
  const known = base?.moe ?? null;
  const experts = whole(own?.experts, 100_000) ?? known?.experts;
  if (experts === undefined || experts <= 1) return null;
  const expertFfn = whole(own?.expert_ffn, MOST_WIDTH) ?? known?.expertFfn ?? ffn;
  const shared = wholeOrNone(own?.shared, 1000) ?? known?.shared ?? 0;
  const topK = whole(own?.top_k, experts) ?? known?.topK ?? 2;
  return {
    experts,
    topK: Math.min(topK, experts),
    shared,
    expertFfn,
    sharedFfn: whole(own?.shared_ffn, MOST_WIDTH) ?? (known && known.shared === shared ? known.sharedFfn : expertFfn),
    denseLayers: wholeOrNone(own?.dense_layers, MOST_LAYERS) ?? known?.denseLayers ?? 0,
    everyN: known?.everyN ?? 1,
    routerBias: known?.routerBias ?? false,
    ...(known?.sharedGate ? { sharedGate: true } : {}),
  };
}

function mlaOf(m: ModelFields, base: Architecture | null, assumed: string[]): Mla | null {
  const own = m.mla;
  if (own) {
    return {
      qLoraRank: whole(own.q_lora_rank, MOST_WIDTH) ?? null,
      kvLoraRank: whole(own.kv_lora_rank, MOST_WIDTH) ?? LATENT.kvLoraRank,
      nopeHeadDim: whole(own.qk_head_dim, 4096) ?? LATENT.nopeHeadDim,
      ropeHeadDim: whole(own.qk_pos_emb_head_dim, 4096) ?? LATENT.ropeHeadDim,
      vHeadDim: whole(own.v_head_dim, 4096) ?? LATENT.vHeadDim,
    };
  }
  if (base?.mla) return base.mla;
  if (m.attention !== "mla") return null;
  assumed.push("latent attention: DeepSeek's ranks");
  return LATENT;
}

/** Layers of a model of which only the width and the total are known: the total less the vocabulary, over a layer's 12 h^2 (or its like). */
function layersFromTotal(m: ModelFields, hidden: number, vocab: number, ffn: number): number | undefined {
  const total = positive(m.params);
  if (total === undefined) return undefined;
  const layer = 4 * hidden * hidden + (m.gated_ffn ? 3 : 2) * hidden * ffn;
  const layers = Math.round((total - (m.tied_embeddings === false ? 2 : 1) * vocab * hidden) / layer);
  return layers > 0 && layers <= MOST_LAYERS ? layers : undefined;
}

interface Dimensions {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly vocab: number;
  readonly ffn: number;
}

/** The five numbers without which there is no shape; what the record lacks comes from the catalogue or from the stated total. */
function dimensionsOf(m: ModelFields, base: Architecture | null, assumed: string[]): Dimensions | null {
  const hidden = whole(m.hidden, MOST_WIDTH) ?? base?.hidden;
  if (hidden === undefined) return null;
  const same = base !== null && base.hidden === hidden;
  const gated = m.gated_ffn ?? base?.gated ?? false;
  const ffn = whole(m.ffn, MOST_WIDTH) ?? (same ? base.ffn : undefined) ?? 4 * hidden;
  let vocab = whole(m.vocab, MOST_VOCAB) ?? base?.vocab;
  if (vocab === undefined) {
    vocab = gated ? 131072 : 50304;
    assumed.push(`vocabulary ${vocab} (not stated)`);
  }
  let layers = whole(m.layers, MOST_LAYERS) ?? (same ? base.layers : undefined);
  if (layers === undefined) {
    layers = layersFromTotal(m, hidden, vocab, ffn);
    if (layers === undefined) return null;
    assumed.push(`layers ${layers}, from the total parameters`);
  }
  let heads = whole(m.heads, 65536) ?? (same ? base.heads : undefined);
  if (heads === undefined) {
    heads = Math.max(1, Math.round(hidden / 128));
    assumed.push(`heads ${heads}, of width ${hidden / heads}`);
  }
  return { layers, hidden, heads, vocab, ffn };
}

function architectureOf(m: ModelFields, known: KnownShape | null, assumed: string[]): Architecture | null {
  const base = known?.architecture ?? null;
  const d = dimensionsOf(m, base, assumed);
  if (!d) return null;
  const kvHeads = whole(m.kv_heads, d.heads) ?? (base && base.heads === d.heads ? base.kvHeads : d.heads);
  const headDim = whole(m.head_dim, 65536) ?? (base && base.heads === d.heads ? base.headDim : Math.max(1, Math.round(d.hidden / d.heads)));
  const gated = m.gated_ffn ?? base?.gated ?? false;
  const template = base ?? (gated ? GATED : PLAIN);
  const tower = base?.tower ?? TOWERS.find((t) => t.name.test(m.name ?? ""))?.parameters;
  return {
    ...template,
    ...d,
    kvHeads,
    headDim,
    gated,
    tied: m.tied_embeddings ?? base?.tied ?? false,
    moe: moeOf(m, base, d.ffn),
    mla: mlaOf(m, base, assumed),
    ...(tower === undefined ? {} : { tower }),
  };
}

/** Fields of a named series under the record's own. */
function withNamed(m: ModelFields, assumed: string[]): ModelFields {
  const name = m.name ?? "";
  const shape = namedShape(name);
  const parts = NAMED_PARTS.find((p) => p.name.test(name))?.parts;
  if (!shape && !parts) return m;
  if (shape) assumed.push(`shape: ${shape.source}`);
  const own = Object.fromEntries(Object.entries(m).filter(([, value]) => value !== null && value !== undefined));
  return { ...shape?.dimensions, ...parts, ...own };
}

function noteTotal(m: ModelFields, table: TensorTable, assumed: string[]): void {
  const stated = positive(m.params);
  if (stated === undefined) return;
  const off = totalParameters(table) / stated - 1;
  if (Math.abs(off) > 0.1) assumed.push(`parameters of the shape are ${(100 * off).toFixed(0)} % off the stated total`);
}

/** Pre-training code pads the vocabulary to a multiple of 128 (Megatron) or of 64 (nanoGPT: 50304 is both). */
function padded(vocab: number): number {
  return Math.ceil(vocab / 128) * 128;
}

const tables = new Map<string, TensorTable>();
const MOST_TABLES = 2000;

/** Tables of equal architectures are shared: sweeps have thousands of records of a few shapes. */
function shared(a: Architecture): TensorTable {
  const key = JSON.stringify(a);
  const seen = tables.get(key);
  if (seen) return seen;
  const table = tensorTable(a);
  if (tables.size < MOST_TABLES) tables.set(key, table);
  return table;
}

/** The architecture of a record as tensors; null where too little is known. `mtp`: multi-token-prediction layers are trained; `padded`: as pre-training code pads. */
export function shapeOf(fields: ModelFields, how: { mtp: boolean; padded: boolean }): ReadShape | null {
  if (whole(fields.layers) === undefined && /cut down|proxy/i.test(fields.name ?? "")) return null;
  const assumed: string[] = [];
  const m = withNamed(fields, assumed);
  const known = knownShape(m.hf_id ?? "", m.name ?? "");
  const architecture = architectureOf(m, known, assumed);
  if (!architecture) return null;
  if (known && (whole(m.layers) === undefined || whole(m.hidden) === undefined || whole(m.vocab) === undefined))
    assumed.push(`shape completed from ${known.id}`);
  const { mtpLayers, ...plain } = architecture;
  const vocab = how.padded ? padded(plain.vocab) : plain.vocab;
  if (vocab !== plain.vocab) assumed.push(`vocabulary padded to ${vocab}`);
  const table = shared(how.mtp && mtpLayers ? { ...plain, vocab, mtpLayers } : { ...plain, vocab });
  noteTotal(fields, table, assumed);
  return { table, assumed };
}
