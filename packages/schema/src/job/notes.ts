import type { Issue } from "@outlay/engine";
import { nearest } from "./issues.ts";

/** What is told while a job becomes a request. */
export class Notes {
  readonly issues: Issue[] = [];
  get failed(): boolean {
    return this.issues.some((i) => i.severity === "error");
  }
  /** A value that the job left open, and why it was taken. */
  assume(path: string, value: string | number, why: string): void {
    this.issues.push({ code: `default.${why}`, severity: "note", path, values: { value } });
  }
  error(code: string, path: string, values: Issue["values"]): void {
    this.issues.push({ code, severity: "error", path, values });
  }
  /** A name that isn't among those known, with the nearest of them where one is near. */
  unknown(code: string, path: string, at: { readonly value: string; readonly known: readonly string[] }): void {
    const near = nearest(at.value, at.known);
    const values = { value: at.value, allowed: at.known.join(", ") };
    if (near === null) this.error(code, path, values);
    else this.error(`${code}-near`, path, { ...values, nearest: near });
  }
  warn(code: string, path: string, values: Issue["values"]): void {
    this.issues.push({ code, severity: "warning", path, values });
  }
}
