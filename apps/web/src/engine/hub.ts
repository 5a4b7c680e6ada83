import type { Issue } from "@outlay/engine";
import { fetchFromHub, type World } from "@outlay/interchange";

export interface HubConfig {
  /** Text of the config.json; null where it wasn't had. */
  readonly text: string | null;
  readonly issues: readonly Issue[];
}

const OPTIONS = { attempts: 2, timeoutMs: 15_000, maxBytes: 1_000_000 } as const;
const FAILURES: ReadonlySet<string> = new Set(["network", "timeout", "busy", "refused", "truncated"].map((f) => `model.hub-${f}`));

/** What went wrong, with what can be done about it on a page: it has no token and no proxy to set. */
function inPageWords(found: Issue): Issue {
  const code =
    found.code === "model.hub-gated" ? "page.hub-gated" : found.code === "model.hub-not-found" ? "page.hub-not-found" : found.code;
  return { ...found, code: FAILURES.has(code) ? "page.hub-failed" : code, path: "" };
}

/** The request as a page may send it: nothing that tells who asks. */
const anonymous: World["fetch"] = (url, init) =>
  fetch(url, { signal: init?.signal ?? null, credentials: "omit", referrerPolicy: "no-referrer" });

/** config.json of a model of the Hub. Asked only when the reader wants it. */
export async function hubConfig(name: string, world: World): Promise<HubConfig> {
  const { file, issues } = await fetchFromHub(name, "config.json", { ...world, fetch: anonymous, offline: false }, OPTIONS);
  const told = issues.filter((i) => i.severity === "error").map(inPageWords);
  return { text: file ? new TextDecoder().decode(file.bytes) : null, issues: told };
}
