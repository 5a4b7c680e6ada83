import { accelerators, type CatalogAccelerator, findAccelerator } from "@outlay/catalog";
import { GIB } from "@outlay/engine";

/** A card that is sold as a variant of one in the catalogue. */
interface Variant {
  readonly name: RegExp;
  readonly base: string;
  readonly id: string;
  readonly change: Partial<Pick<CatalogAccelerator, "memory" | "bandwidth" | "link" | "power">>;
  readonly source: string;
}

const VARIANTS: readonly Variant[] = [
  {
    name: /H100.*(96\s*GB|HBM2e)/i,
    base: "h100-sxm",
    id: "h100-sxm-96gb-500w",
    change: { memory: 95 * GIB, bandwidth: 2.4e12, power: 500 },
    source: "torchtitan benchmarks, June 2025: 96 GB HBM2e at 2.4 TB/s, 500 W",
  },
  {
    name: /V100-SXM3/i,
    base: "v100-sxm2-32gb",
    id: "v100-sxm3-32gb",
    change: { bandwidth: 981e9, power: 350 },
    source: "NVIDIA DGX-2 datasheet",
  },
  {
    name: /A800.*SXM/i,
    base: "a100-sxm-80gb",
    id: "a800-sxm-80gb",
    change: { link: 200e9 },
    source: "A100 with NVLink cut to 400 GB/s in both directions together",
  },
  { name: /A800.*40/i, base: "a100-pcie-40gb", id: "a800-pcie-40gb", change: {}, source: "A100 under an export name" },
  { name: /A800/i, base: "a100-pcie-80gb", id: "a800-pcie-80gb", change: {}, source: "A100 under an export name" },
  { name: /V100S.*PCIe/i, base: "v100-pcie-32gb", id: "v100s-pcie-32gb", change: { bandwidth: 1134e9 }, source: "NVIDIA V100 datasheet" },
];

/** Spellings that the catalogue doesn't know as such. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(B\d00)-SXM.*/i, "$1"],
  [/^(GB\d00)-NVL72.*/i, "$1"],
  [/^H100-SXM-80GB.*/i, "H100-SXM"],
  [/^H200-SXM-141GB.*/i, "H200-SXM"],
  [/^H800-SXM-80GB.*/i, "H800-SXM"],
  [/^V100-SXM-(\d+)GB.*/i, "V100-SXM2-$1GB"],
  [/^TPU-trillium.*/i, "TPU-v6e"],
  [/^(?:Google )?(?:Cloud )?TPU\s?-?\s?v5\s?-?lite.*/i, "TPU-v5e"],
  [/^(?:Google )?TPU\s?-?\s?v(\d\w?)(?:-\d+GB)?$/i, "TPU-v$1"],
  [/^Gaudi(\d).*/i, "Gaudi$1"],
  [/^Amazon Trainium(\d).*/i, "Trainium$1"],
  [/^GH200-96GB/i, "GH200-96GB"],
  [/^(RTX)\s?-?(A?\d{4})-\d+GB.*/i, "$1-$2"],
];

/** Named loosely or as a class of cards: no card can be told. */
const VAGUE = /[/,]| or |^>=|extrapolated|unstated|consumer GPU|professional GPU|^\d+ ?GB card/i;

export interface Card {
  readonly accelerator: CatalogAccelerator;
  readonly assumed: readonly string[];
}

const byId: ReadonlyMap<string, CatalogAccelerator> = new Map(accelerators.map((a) => [a.id, a]));
const cache = new Map<string, Card | null>();
const MOST_CACHED = 1000;

function variant(name: string): Card | null {
  const found = VARIANTS.find((v) => v.name.test(name));
  const base = found && byId.get(found.base);
  if (!found || !base) return null;
  return {
    accelerator: { ...base, ...found.change, id: found.id, name: found.id.toUpperCase(), source: found.source },
    assumed: [`card: ${found.source}`],
  };
}

/** Of cards that share a name the data-centre one with the most memory. */
function preferred(candidates: readonly CatalogAccelerator[]): CatalogAccelerator | undefined {
  return candidates.toSorted((a, b) => Number(b.formFactor === "sxm") - Number(a.formFactor === "sxm") || b.memory - a.memory)[0];
}

function look(name: string): Card | null {
  const special = variant(name);
  if (special) return special;
  let spelled = name
    .replace(/^\d{1,6}\s?[x×*]\s?/, "")
    .replaceAll(/\bclass\b/gi, " ")
    .trim();
  for (const [from, to] of SPELLINGS) {
    if (from.test(spelled)) {
      spelled = spelled.replace(from, to).replace("-GB", "");
      break;
    }
  }
  const found = findAccelerator(spelled);
  if (found.kind === "found") return { accelerator: found.accelerator, assumed: [] };
  if (found.kind === "none") return null;
  const accelerator = preferred(found.candidates);
  return accelerator ? { accelerator, assumed: [`card: ${name} taken as ${accelerator.name}`] } : null;
}

/** The card that a record names, null when none can be told. */
export function cardOf(name: string): Card | null {
  const key = name.slice(0, 120).trim();
  if (key === "" || VAGUE.test(key.replaceAll(/\([^)]*\)/g, ""))) return null;
  const seen = cache.get(key);
  if (seen !== undefined) return seen;
  const card = look(key);
  if (cache.size < MOST_CACHED) cache.set(key, card);
  return card;
}
