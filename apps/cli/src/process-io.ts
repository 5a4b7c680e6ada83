import type { Io, Listening } from "./io.ts";

/** Twice what a job may have, so that one too large is told from one that was cut. */
const MOST_STDIN_BYTES = 2_000_000;

async function stdin(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    chunks.push(piece);
    if (bytes > MOST_STDIN_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

const CLEAR_LINE = "\r\u001B[K";

function listen(): Listening {
  let interrupted = false;
  const heard = (): void => void (interrupted = true);
  process.once("SIGINT", heard);
  return { interrupted: () => interrupted, end: () => void process.off("SIGINT", heard) };
}

/** The process's own streams, environment and clocks. */
export function processIo(): Io {
  const { env, stdout, stderr } = process;
  const columns = Math.max(20, stderr.columns ?? 80) - 1;
  const plain = (env["NO_COLOR"] ?? "") !== "";
  const forced = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    stdin,
    color: !plain && (forced || stdout.isTTY === true),
    width: Math.min(120, Math.max(80, stdout.columns ?? (Number(env["COLUMNS"]) || 100))),
    now: () => new Date(),
    clock: () => performance.now(),
    world: async (offline) => (await import("@outlay/interchange")).nodeWorld({ offline }),
    status: stderr.isTTY === true ? { columns, write: (line) => void stderr.write(`${CLEAR_LINE}${line}`) } : null,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    listen,
  };
}
