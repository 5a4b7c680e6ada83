import type { Issue } from "@outlay/engine";

export function trouble(code: string, path: string, values: Issue["values"] = {}, severity: Issue["severity"] = "error"): Issue {
  return { code: `data.${code}`, severity, path, values };
}
