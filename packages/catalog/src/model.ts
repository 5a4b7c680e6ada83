import type { Architecture } from "@outlay/engine";
import { models as rows } from "./generated/models.ts";
import { nearest } from "./nearest.ts";

/** A published model: its shape, what it is called, and how sure the shape is. */
export interface CatalogModel {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly architecture: Architecture;
  /** Follows from the architecture; equality is checked when the catalog is built. */
  readonly parameters: number;
  /** As printed by the publisher, where it differs the note says why; null when not found. */
  readonly publishedParameters: number | null;
  /** Both vocabulary matrices, norms and router counted; null for dense models. */
  readonly activeParameters: number | null;
  /** The total equals an exact published one, or the reference implementation built from the shape has it. */
  readonly verified: boolean;
  readonly verifiedBy: readonly string[];
  readonly confidence: "read" | "memory" | "paper";
  readonly source: string;
  readonly license: string | null;
  /** YYYY or YYYY-MM. */
  readonly released: string | null;
  readonly note: string | null;
}

export type FoundModel =
  | { readonly kind: "found"; readonly model: CatalogModel }
  | { readonly kind: "none"; readonly suggestions: readonly string[] };

export const models: readonly CatalogModel[] = rows;

const tail = (name: string): string => name.slice(name.lastIndexOf("/") + 1);
const squeezed = (name: string): string => name.replaceAll(/[\s_:-]+/g, "");

interface Index {
  readonly exact: ReadonlyMap<string, CatalogModel>;
  /** Looser spellings; null where two models share one. */
  readonly loose: ReadonlyMap<string, CatalogModel | null>;
}

let built: Index | undefined;

function index(): Index {
  if (built) return built;
  const exact = new Map<string, CatalogModel>();
  const loose = new Map<string, CatalogModel | null>();
  for (const model of models) {
    for (const name of [model.id, ...model.aliases]) {
      const lower = name.toLowerCase();
      exact.set(lower, model);
      for (const key of [tail(lower), squeezed(lower), squeezed(tail(lower))]) {
        const seen = loose.get(key);
        loose.set(key, seen === undefined || seen === model ? model : null);
      }
    }
  }
  built = { exact, loose };
  return built;
}

/**
 * Looks a model up by Hub id or short name, in any case; the owner and the punctuation may be left out
 * where that points to one model only.
 */
export function findModel(name: string): FoundModel {
  const { exact, loose } = index();
  const key = name.trim().toLowerCase();
  const model = exact.get(key) ?? loose.get(key) ?? loose.get(squeezed(key));
  if (model) return { kind: "found", model };
  const names = models.flatMap((m) => [m.id, ...m.aliases].map((value) => ({ key: tail(value.toLowerCase()), value, of: m.id })));
  return { kind: "none", suggestions: nearest(tail(key), names) };
}

/** The catalogue's model of a name, as readers of jobs ask for it. */
export function knownModel(name: string): CatalogModel | null {
  const found = findModel(name);
  return found.kind === "found" ? found.model : null;
}

/** Names like one that the catalogue doesn't have. */
export function namesLike(name: string): readonly string[] {
  const found = findModel(name);
  return found.kind === "none" ? found.suggestions : [];
}
