import type { World } from "../world.ts";

/** How patient a request is; everything has a default. */
export interface HubOptions {
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly maxBytes?: number;
  /** Waits between attempts; injected in tests. */
  readonly sleep?: (ms: number) => Promise<void>;
}

export type Failure = "network" | "timeout" | "too-large" | "truncated" | "busy" | "refused";

export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array }
  | { readonly kind: "failed"; readonly failure: Failure; readonly reason: string };

interface Question {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Stop after so many bytes without complaint: a server that ignores `Range` sends the whole file. */
  readonly enough?: number;
}

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const MOST_BYTES = 64_000_000;
const RETRIED: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

const sleepFor = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function reasonOf(error: unknown): { readonly failure: Failure; readonly reason: string } {
  const parts: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (at.name === "TimeoutError" || at.name === "AbortError") return { failure: "timeout", reason: "timeout" };
    const code = "code" in at && typeof at.code === "string" ? at.code : at.message;
    parts.push(code);
  }
  const reason = parts.at(-1)?.slice(0, 120) ?? "unknown";
  return { failure: parts[0] === "terminated" ? "truncated" : "network", reason };
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk.subarray(0, Math.max(0, length - at)), at);
    at += chunk.length;
    if (at >= length) break;
  }
  return all;
}

/** The body up to a limit; null beyond it. Never holds more than the limit and one chunk. */
async function bodyOf(response: Response, limit: number, enough: number): Promise<Uint8Array | null> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, Math.min(length, enough));
    chunks.push(value);
    length += value.length;
    if (length >= enough || length > limit) {
      await reader.cancel().catch(() => undefined);
      return length >= enough && enough <= limit ? joined(chunks, enough) : null;
    }
  }
}

async function once(
  question: Question,
  fetcher: World["fetch"],
  { timeoutMs = TIMEOUT_MS, maxBytes = MOST_BYTES }: HubOptions,
): Promise<Answer> {
  try {
    const response = await fetcher(question.url, { headers: question.headers, redirect: "follow", signal: AbortSignal.timeout(timeoutMs) });
    const { enough = Number.POSITIVE_INFINITY } = question;
    const stated = Number(response.headers.get("content-length") ?? Number.NaN);
    const tooLarge: Answer = { kind: "failed", failure: "too-large", reason: String(maxBytes) };
    if (stated > maxBytes && enough > maxBytes) {
      await response.body?.cancel().catch(() => undefined);
      return tooLarge;
    }
    const bytes = await bodyOf(response, maxBytes, enough);
    return bytes ? { kind: "answered", status: response.status, headers: response.headers, bytes } : tooLarge;
  } catch (error) {
    return { kind: "failed", ...reasonOf(error) };
  }
}

function waitMs(answer: Answer, attempt: number): number {
  const asked = answer.kind === "answered" ? Number(answer.headers.get("retry-after") ?? Number.NaN) * 1000 : Number.NaN;
  return Math.min(LONGEST_WAIT_MS, asked >= 0 ? asked : FIRST_WAIT_MS * 2 ** attempt);
}

function worthRetrying(answer: Answer): boolean {
  return answer.kind === "answered" ? RETRIED.has(answer.status) : answer.failure !== "too-large";
}

/** Asks until an answer that another attempt won't better, at most `attempts` times. */
export async function ask(question: Question, fetcher: World["fetch"], options: HubOptions = {}): Promise<Answer> {
  const { attempts = ATTEMPTS, sleep = sleepFor } = options;
  for (let attempt = 0; ; attempt++) {
    const answer = await once(question, fetcher, options);
    if (!worthRetrying(answer)) return answer;
    if (attempt + 1 >= attempts) {
      return answer.kind === "failed" ? answer : { kind: "failed", failure: "busy", reason: `HTTP ${answer.status}` };
    }
    await sleep(waitMs(answer, attempt));
  }
}
