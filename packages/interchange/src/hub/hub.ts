import type { Issue } from "@outlay/engine";
import type { Piece } from "../model/weights.ts";
import type { World } from "../world.ts";
import { type Answer, ask, type HubOptions } from "./ask.ts";
import { cachePath, fromCache, toCache } from "./cache.ts";
import { type HubId, hubId, hubName, isRepositoryFile } from "./id.ts";

export interface HubFile {
  readonly bytes: Uint8Array;
  /** Where the cache holds it; null when it couldn't be written. */
  readonly path: string | null;
  /** `cache`: not confirmed by the Hub in this run. */
  readonly from: "hub" | "cache";
}

export interface FromHub {
  readonly file: HubFile | null;
  readonly issues: Issue[];
}

const ENDPOINT = "https://huggingface.co";
const MOST_BYTES = 64_000_000;

interface Target {
  readonly id: HubId;
  readonly name: string;
  readonly file: string;
  readonly base: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

function issue(target: Pick<Target, "name" | "file">, severity: Issue["severity"], code: string, values: Issue["values"] = {}): Issue {
  return { code: `model.hub-${code}`, severity, path: target.name, values: { id: target.name, file: target.file, ...values } };
}

function endpointOf(env: World["env"]): string | null {
  const text = env["HF_ENDPOINT"] || ENDPOINT;
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, origin, pathname } = new URL(text);
  if ((protocol !== "https:" && protocol !== "http:") || username !== "" || password !== "") return null;
  return (origin + pathname).replace(/\/+$/, "");
}

function targetOf(text: string, file: string, env: World["env"]): Target | Issue {
  const shownId = text.slice(0, 100);
  const id = hubId(text);
  if (!id || !isRepositoryFile(file)) return issue({ name: shownId, file: file.slice(0, 100) }, "error", "bad-id");
  const name = hubName(id);
  const base = endpointOf(env);
  if (base === null)
    return issue({ name, file }, "error", "bad-endpoint", { value: (env["HF_ENDPOINT"] ?? "").replace(/\/\/[^@/]*@/, "//").slice(0, 100) });
  const token = (env["HF_TOKEN"] ?? "").trim();
  const path = file.split("/").map(encodeURIComponent).join("/");
  return {
    id,
    name,
    file,
    base,
    url: `${base}/${id.owner}/${id.name}/resolve/${encodeURIComponent(id.revision)}/${path}`,
    headers: { "user-agent": "outlay", ...(/^[\x21-\x7e]+$/.test(token) ? { authorization: `Bearer ${token}` } : {}) },
  };
}

/** Why the answer holds no file. The Hub says 401 both for gated repositories and for those that don't exist. */
function refusal(target: Target, answer: Answer): Issue {
  if (answer.kind === "failed") return issue(target, "error", answer.failure, { reason: answer.reason });
  const code = answer.headers.get("x-error-code") ?? "";
  const { owner, name } = target.id;
  const page = `${target.base}/${owner}/${name}`;
  if (code === "EntryNotFound") return issue(target, "error", "no-file");
  if (code === "RevisionNotFound") return issue(target, "error", "no-revision", { revision: target.id.revision });
  if (code !== "RepoNotFound" && (answer.status === 401 || answer.status === 403))
    return issue(target, "error", "gated", { page, status: answer.status });
  if (code === "RepoNotFound" || answer.status === 404 || answer.status === 401) return issue(target, "error", "not-found", { page });
  return issue(target, "error", "refused", { reason: `HTTP ${answer.status}` });
}

function whyNotWhole(file: string, bytes: Uint8Array): string | null {
  if (!file.endsWith(".json")) return null;
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 120) : "not JSON";
  }
}

const PERMANENT: ReadonlySet<string> = new Set(["model.hub-not-found", "model.hub-no-file", "model.hub-no-revision"]);

/** One file of a repository: the cached one when the Hub confirms it, or when it can't be reached (which is said). */
export async function fetchFromHub(id: string, file: string, world: World, options: HubOptions = {}): Promise<FromHub> {
  const target = targetOf(id, file, world.env);
  if ("code" in target) return { file: null, issues: [target] };
  const { maxBytes = MOST_BYTES } = options;
  const cached = await fromCache(target.id, file, world, maxBytes);
  const kept: HubFile | null = cached && { bytes: cached.bytes, path: cached.path, from: "cache" };
  if (world.offline) return kept ? { file: kept, issues: [] } : { file: null, issues: [issue(target, "error", "offline")] };
  const headers = { ...target.headers, ...(cached?.etag ? { "if-none-match": cached.etag } : {}) };
  const answer = await ask({ url: target.url, headers }, world.fetch, { ...options, maxBytes });
  if (kept && answer.kind === "answered" && answer.status === 304) return { file: { ...kept, from: "hub" }, issues: [] };
  const cut = answer.kind === "answered" && answer.status === 200 ? whyNotWhole(file, answer.bytes) : null;
  if (answer.kind === "answered" && answer.status === 200 && cut === null) return fresh(target, answer, world);
  const why = cut === null ? refusal(target, answer) : issue(target, "error", "truncated", { reason: cut });
  if (!kept || PERMANENT.has(why.code)) return { file: null, issues: [why] };
  return { file: kept, issues: [{ ...why, severity: "warning" }, issue(target, "warning", "from-cache")] };
}

async function fresh(target: Target, { headers, bytes }: Extract<Answer, { kind: "answered" }>, world: World): Promise<FromHub> {
  const written = await toCache(target.id, target.file, world, { bytes, etag: headers.get("etag") });
  const path = written ? cachePath(target.id, target.file, world.cacheFolder) : null;
  const issues = written ? [] : [issue(target, "note", "cache-unwritable", { folder: world.cacheFolder })];
  return { file: { bytes, path, from: "hub" }, issues };
}

/** A range of a file, for headers of weights. Not cached. */
export async function fetchPiece(
  id: string,
  file: string,
  range: { readonly from: number; readonly to: number },
  world: World,
  options: HubOptions = {},
): Promise<Piece> {
  const target = targetOf(id, file, world.env);
  if ("code" in target) return { bytes: null, fileBytes: null, issues: [target] };
  if (world.offline) return { bytes: null, fileBytes: null, issues: [issue(target, "error", "offline")] };
  const headers = { ...target.headers, range: `bytes=${range.from}-${range.to - 1}` };
  const answer = await ask({ url: target.url, headers, enough: range.to }, world.fetch, { ...options, maxBytes: Math.max(range.to, 1) });
  if (answer.kind === "answered" && answer.status === 206) {
    const total = /\/(\d{1,15})$/.exec(answer.headers.get("content-range") ?? "")?.[1];
    return { bytes: answer.bytes.subarray(0, range.to - range.from), fileBytes: total === undefined ? null : Number(total), issues: [] };
  }
  if (answer.kind === "answered" && answer.status === 200)
    return { bytes: answer.bytes.subarray(range.from, range.to), fileBytes: null, issues: [] };
  return { bytes: null, fileBytes: null, issues: [refusal(target, answer)] };
}
