import type { Issue } from "@outlay/engine";

export function trouble(code: string, path: string, values: Issue["values"] = {}, severity: Issue["severity"] = "error"): Issue {
  return { code: `data.${code}`, severity, path, values };
}

/** What an error says, short enough to print. */
export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 140) : "unknown";
}
