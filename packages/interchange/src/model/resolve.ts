import type { Issue } from "@outlay/engine";
import { fromCache } from "../hub/cache.ts";
import { hubId } from "../hub/id.ts";
import type { World } from "../world.ts";
import { readConfig } from "./config.ts";
import { isJson, type Json, shown } from "./fields.ts";
import type { Checked } from "./folder.ts";
import { changed, readInline } from "./inline.ts";
import {
  type CatalogLookup,
  failed,
  parseJson,
  type Resolution,
  type ResolveOptions,
  type ResolvedModel,
  type Surroundings,
  trouble,
} from "./resolved.ts";
import { shardsOf } from "./weights.ts";

const MOST_TOKENIZER_BYTES = 64_000_000;
const INDEX = "model.safetensors.index.json";

/** What reads weights and asks the Hub comes when a job needs it: most name a model of the catalogue. */
const folders = async (): Promise<typeof import("./folder.ts")> => await import("./folder.ts");
const hub = async (): Promise<typeof import("../hub/hub.ts")> => await import("../hub/hub.ts");

const placeOf = ({ options }: Surroundings): string => options.path ?? "model";

function resolveInline(json: unknown, path: string): Resolution {
  const { architecture, issues } = readInline(json, path);
  if (!architecture) return failed(...issues);
  const named = isJson(json) ? (json["name"] ?? json["_name_or_path"]) : undefined;
  const name = typeof named === "string" && named !== "" ? named.slice(0, 100) : `inline ${architecture.family}`;
  return { model: { name, architecture, source: "given in the job", verified: false, checkpoint: null }, issues };
}

/** A model that is known, with some of its shape said otherwise: tokenizer and name are the base's. */
async function resolveChanged(json: Json, base: string, around: Surroundings): Promise<Resolution> {
  const path = placeOf(around);
  const { model, issues } = await resolveModel(base, around.world, around.catalog, { ...around.options, path: `${path}.base` });
  if (!model) return { model, issues };
  const { base: _name, name, ...shape } = json;
  const read = changed(model.architecture, shape, path);
  if (!read.architecture) return failed(...issues, ...read.issues);
  const called = typeof name === "string" && name !== "" ? name.slice(0, 100) : `${model.name} + ${Object.keys(shape).join(", ")}`;
  const changes = {
    name: called,
    architecture: read.architecture,
    source: `${model.source}; changed in the job`,
    verified: false,
    checkpoint: null,
  };
  return { model: { ...model, ...changes }, issues: [...issues, ...read.issues] };
}

async function tokenizerInCache(name: string, world: World): Promise<{ readonly tokenizerFile?: string }> {
  const id = hubId(name);
  const kept = id && (await fromCache(id, "tokenizer.json", world, MOST_TOKENIZER_BYTES));
  return kept ? { tokenizerFile: kept.path } : {};
}

async function fromCatalog(name: string, { catalog, world }: Surroundings): Promise<ResolvedModel | null> {
  const hit = catalog(name);
  if (!hit) return null;
  const { id, architecture, source, verified, checkpoint = null } = hit;
  return {
    name: id,
    catalogId: id,
    architecture,
    source: `catalog: ${source}`,
    verified,
    checkpoint,
    ...(await tokenizerInCache(id, world)),
  };
}

async function hubWeights(name: string, architecture: ResolvedModel["architecture"], { world, options }: Surroundings): Promise<Checked> {
  const { fetchFromHub, fetchPiece } = await hub();
  const { checkWeights } = await folders();
  const index = await fetchFromHub(name, INDEX, world, options.hub);
  const parsed = index.file ? parseJson(index.file.bytes, `${name}/${INDEX}`) : null;
  const single = index.issues.some((issue) => issue.code === "model.hub-no-file");
  const found =
    parsed === null
      ? { files: single ? ["model.safetensors"] : [], totalBytes: null, issues: single ? [] : index.issues }
      : parsed.json === undefined
        ? { files: [], totalBytes: null, issues: parsed.issues }
        : shardsOf(parsed.json, `${name}/${INDEX}`);
  return checkWeights(found, (file, range) => fetchPiece(name, file, range, world, options.hub), { path: `${name}/`, architecture });
}

async function fromHub(name: string, around: Surroundings): Promise<Resolution> {
  const { world, options } = around;
  const { fetchFromHub } = await hub();
  const fetched = await fetchFromHub(name, "config.json", world, options.hub);
  if (!fetched.file) return failed(...fetched.issues);
  const path = `${name}/config.json`;
  const parsed = parseJson(fetched.file.bytes, path);
  if (parsed.json === undefined) return failed(...fetched.issues, ...parsed.issues);
  const { architecture, issues } = readConfig(parsed.json, path);
  if (!architecture) return failed(...fetched.issues, ...issues);
  const count = options.countWeights === true && !world.offline;
  const checked: Checked = count ? await hubWeights(name, architecture, around) : { checkpoint: null, verified: false, issues: [] };
  const from = fetched.file.from === "hub" ? "Hugging Face Hub" : "cached copy from the Hugging Face Hub";
  return {
    model: {
      name,
      architecture,
      source: `config.json of ${name}, ${from}`,
      verified: checked.verified,
      checkpoint: checked.checkpoint,
      ...(await tokenizerInCache(name, world)),
    },
    issues: [...fetched.issues, ...issues, ...checked.issues],
  };
}

/** A name with a revision isn't in the catalog, but the model may be: better its shape than none. */
async function afterHub(name: string, tried: Resolution, around: Surroundings): Promise<Resolution> {
  const bare = name.split("@")[0] ?? name;
  const hit = tried.model ? null : await fromCatalog(bare, around);
  if (tried.model || !hit) return tried.model ? tried : { model: null, issues: [...tried.issues, ...suggestion(name, around)] };
  const said: Issue = { code: "model.from-catalog", severity: "warning", path: placeOf(around), values: { name, id: hit.name } };
  return { model: hit, issues: [...tried.issues.map((issue): Issue => ({ ...issue, severity: "warning" })), said] };
}

function suggestion(name: string, { options }: Surroundings): Issue[] {
  const near = options.suggest?.(name) ?? [];
  return near.length > 0
    ? [{ code: "model.did-you-mean", severity: "note", path: options.path ?? "model", values: { suggestions: near.join(", ") } }]
    : [];
}

const LOOKS_LIKE_PATH = /^(\.{1,2}[/\\]|[/\\~]|[A-Za-z]:[/\\])|\.(json|safetensors|gguf|bin|pt|pth|ckpt|ya?ml)$|[/\\]$/;

async function resolveName(name: string, around: Surroundings): Promise<Resolution> {
  const path = placeOf(around);
  const hit = await fromCatalog(name, around);
  if (hit) return { model: hit, issues: [] };
  if (LOOKS_LIKE_PATH.test(name)) return failed(trouble("no-file", path, { file: name.slice(0, 200) }));
  if (hubId(name)) return afterHub(name, await fromHub(name, around), around);
  return failed(trouble("unknown-name", path, { name: shown(name) }), ...suggestion(name, around));
}

function split(path: string): { readonly folder: string; readonly file: string } {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return cut < 0 ? { folder: ".", file: path } : { folder: path.slice(0, cut) || "/", file: path.slice(cut + 1) };
}

async function resolveFile(path: string, around: Surroundings): Promise<Resolution> {
  const { folder, file } = split(path);
  const { resolveFolder } = await folders();
  if (file === INDEX) return resolveFolder(around.world, folder);
  if (file.endsWith(".json")) return resolveFolder(around.world, folder, { config: file });
  if (!file.endsWith(".safetensors")) return failed(trouble("file-kind", placeOf(around), { file: path }));
  return resolveFolder(around.world, folder, /-\d+-of-\d+\.safetensors$/.test(file) ? {} : { weights: file });
}

/**
 * Finds the model that a job names: a path that exists, then the catalog, then the Hub (the cache when offline).
 * An object is a shape written in the job.
 */
export async function resolveModel(
  reference: unknown,
  world: World,
  catalog: CatalogLookup,
  options: ResolveOptions = {},
): Promise<Resolution> {
  const around: Surroundings = { world, catalog, options };
  const path = placeOf(around);
  if (isJson(reference) && typeof reference["base"] === "string") return await resolveChanged(reference, reference["base"], around);
  if (typeof reference !== "string") return resolveInline(reference, path);
  const name = reference.trim();
  if (name === "" || name.length > 1000 || name.includes("\0")) return failed(trouble("unknown-name", path, { name: shown(reference) }));
  const home = world.env["HOME"] ?? world.env["USERPROFILE"];
  const file = name.startsWith("~/") && home ? `${home}${name.slice(1)}` : name;
  const entry = await world.files.entry(file).catch(() => null);
  if (entry?.kind === "folder") return (await folders()).resolveFolder(world, file.replace(/(?<=.)[/\\]+$/, ""));
  return entry ? resolveFile(file, around) : resolveName(name, around);
}
