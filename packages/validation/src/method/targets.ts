import { LORA_TARGETS } from "@outlay/engine";

const MLP = ["gate_proj", "up_proj", "down_proj"] as const;

/** Spellings of one word of a target list -> the engine's names. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  qv: ["q_proj", "v_proj"],
  qkv: ["q_proj", "k_proj", "v_proj"],
  qkvo: ["q_proj", "k_proj", "v_proj", "o_proj"],
  q: ["q_proj"],
  k: ["k_proj"],
  v: ["v_proj"],
  o: ["o_proj"],
  query: ["q_proj"],
  key: ["k_proj"],
  value: ["v_proj"],
  projection: ["o_proj"],
  output_proj: ["o_proj"],
  out_proj: ["o_proj"],
  "attn.c_proj": ["o_proj"],
  "mlp.c_proj": ["down_proj"],
  self_attn: ["q_proj", "k_proj", "v_proj", "o_proj"],
  attention: ["q_proj", "k_proj", "v_proj", "o_proj"],
  mlp: MLP,
  head: ["lm_head"],
  output: ["lm_head"],
  lm_head: ["lm_head"],
  "output layer": ["lm_head"],
  "all-linear": ["all-linear"],
  all: ["all-linear"],
  linear: ["all-linear"],
};

/** Qwen's first models have w1 and w2 side by side and call the way down c_proj. */
const QWEN: Readonly<Record<string, readonly string[]>> = { w1: ["up_proj"], w2: ["gate_proj"], c_proj: ["o_proj", "down_proj"] };

/** Defaults that a text only refers to. */
const WHOLE: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^all-linear\b(?!.*(lm_head|output))/i, ["all-linear"]],
  [/^all-linear/i, ["all-linear", "lm_head"]],
  [/^default/i, ["q_proj", "k_proj", "v_proj"]],
  [/\(.*\bup\b.*\)|_proj\b.*\(mlp/i, ["all-linear"]],
  [/mlp per recipe/i, ["all-linear"]],
];

const known: ReadonlySet<string> = new Set(LORA_TARGETS);

export interface ReadTargets {
  readonly targets: "all-linear" | readonly string[];
  /** Embeddings are trained in full beside the adapters. */
  readonly embeddings: boolean;
  readonly unknown: readonly string[];
}

function word(raw: string, qwen: boolean): readonly string[] | null {
  const name = raw.trim().replaceAll(/^['"[\s]+|['"\]\s]+$/g, "");
  const last = name.slice(name.lastIndexOf(".") + 1);
  for (const key of [name, name.toLowerCase(), last, last.toLowerCase()]) {
    const own = (qwen ? QWEN[key] : undefined) ?? WORDS[key];
    if (own) return own;
    if (known.has(key)) return [key];
  }
  return null;
}

/** Target lists in any usual spelling: `qv`, `q,v`, `all-linear+lm_head`, `Wqkv,fc1,fc2`, `c_attn,c_proj,w1,w2`. */
export function readTargets(text: string | readonly string[]): ReadTargets {
  const whole = (typeof text === "string" ? text : text.join(",")).slice(0, 1000);
  const embeddings = /trainable embedding|embed_tokens/i.test(whole);
  const list = whole.replaceAll(/\+\s*trainable.*$/gi, "").replaceAll(/embed_tokens/gi, "");
  const ready = WHOLE.find(([pattern]) => pattern.test(list.trim()));
  if (ready) return { targets: ready[1].length === 1 && ready[1][0] === "all-linear" ? "all-linear" : ready[1], embeddings, unknown: [] };
  const qwen = /\bc_attn\b/.test(list) && /\bw1\b/.test(list);
  const names = new Set<string>();
  const unknown: string[] = [];
  for (const raw of list.replaceAll(/\([^)]*\)/g, "").split(/[,+|;]|\s+/)) {
    if (raw.trim() === "") continue;
    const found = word(raw, qwen);
    if (found) for (const name of found) names.add(name);
    else unknown.push(raw.trim());
  }
  return { targets: names.size === 0 ? "all-linear" : [...names], embeddings, unknown };
}
