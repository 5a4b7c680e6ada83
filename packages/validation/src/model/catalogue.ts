import { findModel, models } from "@outlay/catalog";
import type { Architecture } from "@outlay/engine";

/** Endings that name a training state or a storage of the same shape. */
const ENDINGS =
  /[-_ ](unsloth-bnb-4bit|bnb-4bit|bnb-nf4-bf16|gptq-int[48]|awq|fp8|fp16|hf|instruct|chat|it|base|pt|sft|preview|linearized|\d{4}|v\d(\.\d)?)$/i;

/** Names that differ from the catalogue's by more than an ending. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^GPT-?2 (124M)\b.*/i, "gpt2"],
  [/^GPT-?2 (350M|355M)\b.*/i, "gpt2-medium"],
  [/^GPT-?2 774M\b.*/i, "gpt2-large"],
  [/^GPT-?2 1\.5B\b.*/i, "gpt2-xl"],
  [/^GPT-?3 (\d+)(M|B)\b.*/i, "gpt3-$1$2"],
  [/^MT-NLG 530B/i, "mt-nlg-530b"],
  [/^LLaMA[- ](7|13|33|65)B.*/, "llama-$1b"],
  [/^Llama 2 34B/i, "codellama-34b"],
  [/^Llama[- ]4[- ]Scout.*/i, "llama-4-scout"],
  [/^Llama[- ]4[- ]Maverick.*/i, "llama-4-maverick"],
  [/^gpt-oss-(\d+)b.*/i, "gpt-oss-$1b"],
  [/^DBRX.*/i, "dbrx"],
  [/^OPT-IML 175B/i, "opt-175b"],
  [/^Phi-3-medium.*/i, "phi-3-medium"],
  [/^Phi-3-mini.*/i, "phi-3-mini"],
  [/^(Phi-[\d.]+(?:-mini|-MoE)?)[ -].*/i, "$1"],
  [/^phi-1-base.*/i, "phi-1"],
  [/^(Granite \d\.\d \dB).*/i, "$1"],
  [/^(Apertus) (\d+B).*/i, "$1-$2"],
  [/^(SmolLM\d) .*/i, "$1"],
  [/^Zephyr-7B.*/i, "zephyr-7b"],
  [/.*Mixtral 8x22B.*/i, "mixtral-8x22b"],
  [/^Gemma2 9B.*/i, "gemma-2-9b"],
  [/^Kimi-K2.*/i, "kimi-k2"],
  [/^Grok-1.*/i, "grok-1"],
  [/^Tulu 3 70B.*/i, "llama-3.1-70b"],
  [/^Magistral-Small.*/i, "mistral-small-24b"],
  [/^T5-(\d+)B/i, "t5-$1b"],
  [/^Hermes-3-Llama-3\.1-(\d+)B.*/i, "llama-3.1-$1b"],
];

export interface KnownShape {
  readonly architecture: Architecture;
  readonly id: string;
}

const cache = new Map<string, KnownShape | null>();
const MOST_CACHED = 5000;

const squeezed = (name: string): string => name.toLowerCase().replaceAll(/[\s_:-]+/g, "");
let spellings: ReadonlySet<string> | undefined;

/** Whether the catalogue may know a name at all: asking it for an unknown one is slow, since it looks for the nearest. */
function mayBeKnown(name: string): boolean {
  spellings ??= new Set(
    models.flatMap((m) => [m.id, ...m.aliases]).flatMap((n) => [squeezed(n), squeezed(n.slice(n.lastIndexOf("/") + 1))]),
  );
  return spellings.has(squeezed(name.trim()));
}

function direct(name: string): KnownShape | null {
  if (!mayBeKnown(name)) return null;
  const found = findModel(name);
  return found.kind === "found" ? { architecture: found.model.architecture, id: found.model.id } : null;
}

function look(name: string): KnownShape | null {
  const plain = name.replaceAll(/\([^)]*\)/g, "").trim();
  const stem = plain.slice(plain.lastIndexOf("/") + 1);
  for (const candidate of [name, plain, stem]) {
    const found = direct(candidate);
    if (found) return found;
  }
  const renamed = NAMES.find(([pattern]) => pattern.test(stem));
  if (renamed) {
    const found = direct(stem.replace(renamed[0], renamed[1]));
    if (found) return found;
  }
  let shorter = stem;
  while (ENDINGS.test(shorter)) {
    shorter = shorter.replace(ENDINGS, "");
    const found = direct(shorter);
    if (found) return found;
  }
  return null;
}

/** The catalogue's shape for a model that a record names, by Hub id or by name; null when it isn't there. */
export function knownShape(hubId: string, name: string): KnownShape | null {
  for (const raw of [hubId, name]) {
    const key = raw.slice(0, 200).trim();
    if (key === "") continue;
    const seen = cache.get(key);
    const found = seen === undefined ? look(key) : seen;
    if (seen === undefined && cache.size < MOST_CACHED) cache.set(key, found);
    if (found) return found;
  }
  return null;
}
