import type { Accelerator, BytesPerSecond, FlopPerSecond } from "@outlay/engine";
import { accelerators as rows } from "./generated/accelerators.ts";
import { nearest } from "./nearest.ts";

/** What the fast link of a card is. A bridge joins two cards only, so larger boxes talk over PCIe. */
export type CardLink = "nvlink" | "infinity-fabric" | "ici" | "neuronlink" | "roce" | "bridge";

export interface CatalogAccelerator extends Accelerator {
  readonly aliases: readonly string[];
  /** Names that several cards answer to: `A100` is four. */
  readonly sharedNames: readonly string[];
  /** Size on the box, as number of GB; `memory` is what the driver reports where that is known. */
  readonly marketedMemory: number;
  readonly linkKind: CardLink | null;
  /** Cards that share the fast link where that is more than one node's; null: the node's own. */
  readonly linkDomain: number | null;
  /** Network that the vendor's reference server gives each card; null without one. */
  readonly nic: BytesPerSecond | null;
  readonly pcieGeneration: number | null;
  readonly fp4: FlopPerSecond | null;
  readonly note: string | null;
}

export type FoundAccelerator =
  /** `others` share the short name that was typed: H100 is the SXM card, but a PCIe and an NVL one exist. */
  | { readonly kind: "found"; readonly accelerator: CatalogAccelerator; readonly others: readonly CatalogAccelerator[] }
  | { readonly kind: "ambiguous"; readonly candidates: readonly CatalogAccelerator[] }
  | { readonly kind: "none"; readonly suggestions: readonly string[] };

export const accelerators: readonly CatalogAccelerator[] = rows;

/** Words that add nothing to a card's name. */
const NOISE: ReadonlySet<string> = new Set([
  "nvidia",
  "amd",
  "intel",
  "habana",
  "google",
  "aws",
  "amazon",
  "apple",
  "cloud",
  "tesla",
  "geforce",
  "quadro",
  "instinct",
  "radeon",
  "gpu",
  "gpus",
  "card",
  "tensor",
  "core",
  "hbm2",
  "hbm2e",
  "hbm3",
  "hbm3e",
  "gddr6",
  "gddr6x",
  "gddr7",
  "generation",
  "edition",
  "accelerator",
]);
const SOCKET: Readonly<Record<string, string>> = { sxm2: "sxm", sxm3: "sxm", sxm4: "sxm", sxm5: "sxm", sxm6: "sxm", hgx: "", oam: "" };

const LONGEST = 100;

interface Reading {
  /** Words of the name in order of the alphabet, noise and memory size left out. */
  readonly words: string;
  readonly memory: number | null;
}

/** Families whose number belongs to the word: `RTX 4090`, `Gaudi 3`. */
const FAMILY = /\b(rtx|gtx|tpu|mi|gaudi|trainium)[\s_-]*(?=[a-z]?\d)/g;

/** `NVIDIA A100-SXM4-80GB` -> words `a100 sxm`, memory 80. */
function read(name: string): Reading {
  let memory: number | null = null;
  const words: string[] = [];
  const spaced = name
    .toLowerCase()
    .replaceAll(/\([^)]*\)/g, " ")
    .replaceAll(/(\d)\s+(gi?b)\b/g, "$1$2")
    .replaceAll(FAMILY, "$1");
  for (const token of spaced.split(/[^a-z0-9]+/)) {
    const size = /^(\d{1,4})(?:g|gb|gib)$/.exec(token);
    if (size) memory = Number(size[1]);
    else if (token !== "" && !NOISE.has(token)) words.push(SOCKET[token] ?? token);
  }
  return {
    words: words
      .filter((w) => w !== "")
      .sort()
      .join(" "),
    memory,
  };
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "");

interface Index {
  readonly own: ReadonlyMap<string, CatalogAccelerator>;
  readonly shared: ReadonlyMap<string, readonly CatalogAccelerator[]>;
  readonly words: ReadonlyMap<string, ReadonlySet<CatalogAccelerator>>;
  /** Cards that own the bare name, without maker or memory size: the default among several. */
  readonly defaults: ReadonlyMap<string, CatalogAccelerator>;
}

let built: Index | undefined;

function index(): Index {
  if (built) return built;
  const own = new Map<string, CatalogAccelerator>();
  const shared = new Map<string, CatalogAccelerator[]>();
  const words = new Map<string, Set<CatalogAccelerator>>();
  const defaults = new Map<string, CatalogAccelerator>();
  const add = (key: string, a: CatalogAccelerator): void => {
    words.set(key, (words.get(key) ?? new Set<CatalogAccelerator>()).add(a));
  };
  for (const a of accelerators) {
    for (const name of [a.id, a.name, ...a.aliases]) {
      own.set(plain(name), a);
      const reading = read(name);
      add(reading.words, a);
      if (plain(name) === reading.words.replaceAll(" ", "")) defaults.set(reading.words, a);
    }
    for (const name of a.sharedNames) {
      shared.set(plain(name), [...(shared.get(plain(name)) ?? []), a]);
      add(read(name).words, a);
    }
  }
  built = { own, shared, words, defaults };
  return built;
}

function found(accelerator: CatalogAccelerator, among: readonly CatalogAccelerator[]): FoundAccelerator {
  return { kind: "found", accelerator, others: among.filter((a) => a !== accelerator) };
}

/** Reads the name as words and a memory size. The default among several is the one that owns the bare name. */
function byWords(name: string): FoundAccelerator | null {
  const { words, defaults } = index();
  const reading = read(name);
  const cards = [...(words.get(reading.words) ?? [])];
  const candidates = reading.memory === null ? cards : cards.filter((a) => sizes(a).includes(reading.memory ?? 0));
  const [first, ...rest] = candidates;
  if (!first) return null;
  if (rest.length === 0) return found(first, candidates);
  const usual = defaults.get(reading.words);
  return usual && candidates.includes(usual) ? found(usual, candidates) : { kind: "ambiguous", candidates };
}

/** Sizes in GB that a card is called by. */
function sizes(a: CatalogAccelerator): readonly number[] {
  const named = [...a.aliases, a.name].map((name) => read(name).memory).filter((m) => m !== null);
  return [a.marketedMemory, ...named];
}

/**
 * Looks a card up by any usual spelling: `h100`, `NVIDIA A100-SXM4-80GB`, `4090`, `A10G-24GB`. A name whose cards differ in
 * memory (`A100`, `V100`, `RTX 6000`) is ambiguous; `H100`, `H200` and `GH200` are the card that the name means by custom,
 * with the others listed.
 */
export function findAccelerator(name: string): FoundAccelerator {
  const { own, shared } = index();
  const key = plain(name);
  const exact = own.get(key);
  const family = shared.get(key) ?? [];
  if (exact) return found(exact, family);
  if (family.length > 0) return { kind: "ambiguous", candidates: family };
  const readable = key === "" ? null : byWords(name.slice(0, LONGEST));
  if (readable) return readable;
  const names = accelerators.flatMap((a) => [a.name, ...a.aliases].map((alias) => ({ key: plain(alias), value: a.name, of: a.id })));
  return { kind: "none", suggestions: nearest(key, names) };
}
