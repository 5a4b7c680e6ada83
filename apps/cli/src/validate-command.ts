import { fileURLToPath } from "node:url";
import type { Issue } from "@outlay/engine";
import type { Files } from "@outlay/interchange";
import { type Language, text } from "@outlay/schema";
import { type EvidenceRecord, readRecords, validation } from "@outlay/validation";
import { EXIT, type ExitCode } from "./exit.ts";
import { type Io, tell } from "./io.ts";
import { paint } from "./render/paint.ts";
import { renderValidation, validationJson } from "./render/validation.ts";

interface ValidateOptions {
  readonly language: Language;
  readonly json: boolean;
  readonly offline: boolean;
}

const MOST_BYTES = 256_000_000;
const SHIPPED = ["throughput", "finetune", "mlperf", "full_runs"] as const;

/** Where the project's own evidence may lie: beside the built command, beside its chunks, in a checkout. */
const FOLDERS = ["./evidence/", "../evidence/", "../../../packages/catalog/data/evidence/"] as const;

async function shipped(files: Files): Promise<readonly string[]> {
  for (const folder of FOLDERS) {
    const paths = SHIPPED.map((name) => fileURLToPath(new URL(`${folder}${name}.jsonl`, import.meta.url)));
    const entries = await Promise.all(paths.map((path) => files.entry(path)));
    if (entries.every((entry) => entry?.kind === "file")) return paths;
  }
  return [];
}

interface ReadFile {
  readonly records: readonly EvidenceRecord[];
  readonly issues: readonly Issue[];
  /** Nothing of the file can be used: the command ends. */
  readonly unreadable: boolean;
}

function failed(code: string, path: string, values: Issue["values"], more: readonly Issue[] = []): ReadFile {
  return { records: [], unreadable: true, issues: [{ code: `validate.${code}`, severity: "error", path, values }, ...more] };
}

async function bytesOf(path: string, files: Files): Promise<Uint8Array | ReadFile> {
  try {
    const entry = await files.entry(path);
    if (!entry) return failed("no-file", path, {});
    if (entry.kind === "folder") return failed("folder", path, {});
    if (entry.bytes > MOST_BYTES) return failed("too-large", path, { bytes: entry.bytes, allowed: MOST_BYTES });
    return await files.read(path, { from: 0, to: entry.bytes });
  } catch (error) {
    return failed("unreadable", path, { problem: error instanceof Error ? error.message : String(error) });
  }
}

/** Problems told of a file; the rest is a number. */
const MOST_TOLD = 8;

function told(issues: readonly Issue[], path: string): readonly Issue[] {
  const left = issues.length - MOST_TOLD;
  if (left <= 0) return issues;
  return [...issues.slice(0, MOST_TOLD), { code: "validate.more-issues", severity: "note", path, values: { count: left } }];
}

async function readFile(path: string, files: Files): Promise<ReadFile> {
  const bytes = await bytesOf(path, files);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const { records, issues } = readRecords(new TextDecoder().decode(bytes), path);
  if (records.length > 0) return { records, issues: told(issues, path), unreadable: false };
  if (issues.length > 0) return failed("no-records", path, {}, issues.slice(0, 2));
  return { records, issues: [{ code: "validate.empty", severity: "warning", path, values: {} }], unreadable: false };
}

/** Estimates measured runs again and says how far off the estimates are; the project's own evidence where no file is named. */
export async function validateCommand(
  named: readonly string[],
  options: Readonly<Record<string, unknown>>,
  at: ValidateOptions,
  io: Io,
): Promise<ExitCode> {
  const { files } = await io.world(at.offline);
  const paths = named.length > 0 ? [...new Set(named)] : await shipped(files);
  if (paths.length === 0) {
    io.err(`${text("cli.error", at.language)}: ${text("validate.no-evidence", at.language)}\n`);
    return EXIT.badInput;
  }
  const read = await Promise.all(paths.map((path) => readFile(path, files)));
  tell(
    io,
    read.flatMap((file) => file.issues),
    at.language,
  );
  if (read.some((file) => file.unreadable)) return EXIT.badInput;
  const found = validation(read.flatMap((file) => file.records));
  if (at.json) io.out(`${JSON.stringify(validationJson(found), null, 1)}\n`);
  else {
    const { language } = at;
    const about = { files: paths.length, shipped: named.length === 0, all: options["all"] === true };
    io.out(renderValidation(found, about, { language, width: io.width, paint: paint(io.color) }));
  }
  return EXIT.ok;
}
