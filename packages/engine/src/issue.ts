export type Severity = "error" | "warning" | "note";

/**
 * Trouble as data. The text is made from `code` and `values` in the reader's language;
 * `path` is where in the job, file or command line it stands.
 */
export interface Issue {
  readonly code: string;
  readonly severity: Severity;
  readonly path: string;
  readonly values: Readonly<Record<string, number | string>>;
}
