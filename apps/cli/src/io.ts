import type { Issue } from "@outlay/engine";
import { type Language, message, text } from "@outlay/schema";
import type { World } from "@outlay/interchange";

/** What a command reads and writes: results to `out`, everything told beside them to `err`. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly stdin: () => Promise<string>;
  readonly color: boolean;
  readonly width: number;
  readonly now: () => Date;
  readonly clock: () => number;
  readonly world: (offline: boolean) => Promise<World>;
  /** A line that is written over by the next; null where nobody watches. */
  readonly status: { readonly columns: number; readonly write: (line: string) => void } | null;
  /** Lets what has come in from outside be heard: an interruption. */
  readonly breathe: () => Promise<void>;
  /** Listens for an interruption until `end`; a second one ends the process as it always does. */
  readonly listen: () => Listening;
}

export interface Listening {
  readonly interrupted: () => boolean;
  readonly end: () => void;
}

/** Beyond these the rest is a number: whoever has more has made one mistake many times. */
const MOST_TOLD = 20;

/** Issues on stderr, errors first. */
export function tell(io: Io, issues: readonly Issue[], language: Language): void {
  const order = { error: 0, warning: 1, note: 2 } as const;
  const sorted = [...issues].sort((a, b) => order[a.severity] - order[b.severity]);
  const seen = new Set<string>();
  for (const issue of sorted) {
    const line = `${text(`cli.${issue.severity}`, language)}${text("cli.colon", language)}${message(issue, language)}`;
    if (seen.has(line)) continue;
    seen.add(line);
    if (seen.size <= MOST_TOLD) io.err(`${line}\n`);
  }
  if (seen.size > MOST_TOLD)
    io.err(
      `${text("cli.note", language)}${text("cli.colon", language)}${text("job.and-more", language, { count: seen.size - MOST_TOLD })}\n`,
    );
}
