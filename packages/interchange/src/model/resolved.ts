import type { Architecture, Bytes, Issue, ModelRef } from "@outlay/engine";
import type { HubOptions } from "../hub/ask.ts";
import type { World } from "../world.ts";
import { shown } from "./fields.ts";

export interface ResolvedModel extends ModelRef {
  readonly catalogId?: string;
  /** The model's own folder, when it lies on this machine. */
  readonly folder?: string;
  /** Path of its tokenizer.json, in the folder or the cache. */
  readonly tokenizerFile?: string;
}

export interface Resolution {
  readonly model: ResolvedModel | null;
  readonly issues: Issue[];
}

/** What the catalog knows of a model; a row of the catalog is one. */
export interface CatalogHit {
  readonly id: string;
  readonly architecture: Architecture;
  readonly source: string;
  readonly verified: boolean;
  readonly checkpoint?: Bytes | null;
}

export type CatalogLookup = (name: string) => CatalogHit | null;

export interface ResolveOptions {
  /** Where the reference stands in the job. */
  readonly path?: string;
  /** Names to offer for one that nobody knows. */
  readonly suggest?: (name: string) => readonly string[];
  /** Count the weights of a Hub model too: two requests per file. Those of a folder are always counted. */
  readonly countWeights?: boolean;
  readonly hub?: HubOptions;
}

/** What every step of resolving needs. */
export interface Surroundings {
  readonly world: World;
  readonly catalog: CatalogLookup;
  readonly options: ResolveOptions;
}

export const failed = (...issues: Issue[]): Resolution => ({ model: null, issues });

export function trouble(code: string, path: string, values: Issue["values"]): Issue {
  return { code: `model.${code}`, severity: "error", path, values };
}

/** JSON of a file; `json` undefined when it isn't any. */
export interface Parsed {
  readonly json: unknown;
  readonly issues: readonly Issue[];
}

export function parseJson(bytes: Uint8Array, path: string): Parsed {
  try {
    return { json: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), issues: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 160) : shown(error);
    return { json: undefined, issues: [trouble("not-json", path, { file: path, reason })] };
  }
}
