import type { Architecture, Bytes, Issue } from "@outlay/engine";
import type { World } from "../world.ts";
import { readConfig } from "./config.ts";
import { isJson, shown } from "./fields.ts";
import { failed, parseJson, type Parsed, type Resolution, trouble } from "./resolved.ts";
import { compareCount } from "./stored-count.ts";
import { type ReadPiece, readWeights, shardsOf } from "./weights.ts";

const MOST_CONFIG_BYTES = 16_000_000;
const MOST_INDEX_BYTES = 64_000_000;
const INDEX = "model.safetensors.index.json";

const errorText = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 160) : String(error));

/** A JSON file of this machine, bounded. */
async function readJson(world: World, path: string, most: number): Promise<Parsed> {
  const entry = await world.files.entry(path);
  if (entry?.kind !== "file") return { json: undefined, issues: [trouble("no-file", path, { file: path })] };
  if (entry.bytes > most)
    return { json: undefined, issues: [trouble("file-too-large", path, { file: path, bytes: entry.bytes, limit: most })] };
  try {
    return parseJson(await world.files.read(path, { from: 0, to: entry.bytes }), path);
  } catch (error) {
    return { json: undefined, issues: [trouble("unreadable", path, { file: path, reason: errorText(error) })] };
  }
}

function localPiece(world: World, folder: string): ReadPiece {
  return async (file, range) => {
    const path = `${folder}/${file}`;
    try {
      const entry = await world.files.entry(path);
      if (entry?.kind !== "file")
        return { bytes: null, fileBytes: null, issues: [{ ...trouble("no-shard", path, { file: path }), severity: "warning" }] };
      const to = Math.min(range.to, entry.bytes);
      return { bytes: await world.files.read(path, { from: range.from, to }), fileBytes: entry.bytes, issues: [] };
    } catch (error) {
      return { bytes: null, fileBytes: null, issues: [trouble("unreadable", path, { file: path, reason: errorText(error) })] };
    }
  };
}

interface Found {
  readonly files: readonly string[];
  readonly totalBytes: Bytes | null;
  readonly issues: readonly Issue[];
}

/** The files of the weights: those of the index, else whatever lies in the folder (a model.safetensors before parts of others). */
async function weightFiles(world: World, folder: string, names: readonly string[]): Promise<Found> {
  if (names.includes(INDEX)) {
    const path = `${folder}/${INDEX}`;
    const index = await readJson(world, path, MOST_INDEX_BYTES);
    return index.json === undefined ? { files: [], totalBytes: null, issues: index.issues } : shardsOf(index.json, path);
  }
  const stored = names.filter((name) => name.endsWith(".safetensors"));
  const model = stored.filter((name) => name === "model.safetensors" || /^model-\d+-of-\d+\.safetensors$/.test(name));
  return { files: (model.length > 0 ? model : stored).sort(), totalBytes: null, issues: [] };
}

export interface Checked {
  readonly checkpoint: Bytes | null;
  readonly verified: boolean;
  readonly issues: readonly Issue[];
}

/** Counts the weights against the shape. Trouble with the weights doesn't stop a plan: it is said as a warning. */
export async function checkWeights(
  found: Found,
  read: ReadPiece,
  at: { readonly path: string; readonly architecture: Architecture },
): Promise<Checked> {
  const soft = (issues: readonly Issue[]): Issue[] => issues.map((i) => (i.severity === "error" ? { ...i, severity: "warning" } : i));
  if (found.files.length === 0) return { checkpoint: found.totalBytes, verified: false, issues: soft(found.issues) };
  const weights = await readWeights(found.files, at.path, read);
  if (weights.bytes === null) return { checkpoint: found.totalBytes, verified: false, issues: soft([...found.issues, ...weights.issues]) };
  const { equal, issues } = compareCount(weights.tensors, at.architecture, at.path);
  return { checkpoint: weights.bytes, verified: equal, issues: soft([...found.issues, ...weights.issues, ...issues]) };
}

async function withoutConfig(world: World, folder: string, names: readonly string[]): Promise<Resolution> {
  if (names.includes("adapter_config.json")) {
    const { json } = await readJson(world, `${folder}/adapter_config.json`, MOST_CONFIG_BYTES);
    const base = isJson(json) ? json["base_model_name_or_path"] : undefined;
    return failed(trouble("adapter-only", folder, { folder, base: typeof base === "string" ? base.slice(0, 100) : "-" }));
  }
  return failed(trouble("no-config", folder, { folder, found: names.slice(0, 8).join(", ") || "-" }));
}

/** The model of a folder; `config` names another file than config.json, `weights` a single file instead of all. */
export async function resolveFolder(
  world: World,
  folder: string,
  only: { readonly config?: string; readonly weights?: string } = {},
): Promise<Resolution> {
  let names: readonly string[];
  try {
    names = await world.files.list(folder);
  } catch (error) {
    return failed(trouble("unreadable", folder, { file: folder, reason: errorText(error) }));
  }
  const config = only.config ?? "config.json";
  if (!names.includes(config)) return withoutConfig(world, folder, names);
  const path = `${folder}/${config}`;
  const parsed = await readJson(world, path, MOST_CONFIG_BYTES);
  if (parsed.json === undefined) return failed(...parsed.issues);
  const { architecture, issues } = readConfig(parsed.json, path);
  if (!architecture) return failed(...issues);
  const found =
    only.weights === undefined ? await weightFiles(world, folder, names) : { files: [only.weights], totalBytes: null, issues: [] };
  const checked = await checkWeights(found, localPiece(world, folder), { path: `${folder}/`, architecture });
  return {
    model: {
      name: config === "config.json" ? nameOf(parsed.json, folder) : config.replace(/\.json$/, ""),
      architecture,
      folder,
      checkpoint: checked.checkpoint,
      verified: checked.verified,
      source: `file ${path}`,
      ...(names.includes("tokenizer.json") ? { tokenizerFile: `${folder}/tokenizer.json` } : {}),
    },
    issues: [...issues, ...checked.issues],
  };
}

function nameOf(json: unknown, folder: string): string {
  const stated = isJson(json) ? json["_name_or_path"] : undefined;
  const last = folder
    .replaceAll("\\", "/")
    .split("/")
    .findLast((part) => part !== "" && part !== ".");
  return last && last !== ".." ? last : typeof stated === "string" && stated !== "" ? stated.slice(0, 100) : shown(folder);
}
