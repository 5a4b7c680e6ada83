import type { Issue } from "@outlay/engine";
import { isJson, shown } from "./fields.ts";

export interface StoredTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
}

export interface SafetensorsHeader {
  readonly tensors: readonly StoredTensor[];
  /** Entries by stored type. */
  readonly elements: Readonly<Record<string, number>>;
  readonly bytes: number;
}

export interface ReadHeader {
  readonly header: SafetensorsHeader | null;
  readonly issues: Issue[];
}

/** The header's length, in the first bytes of the file. */
export const PREFIX_BYTES = 8;
/** The format's own limit. */
export const MOST_HEADER_BYTES = 100_000_000;

const MOST_ENTRIES = 2 ** 53 - 1;
const MOST_AXES = 32;

const BITS: ReadonlyMap<string, number> = new Map([
  ["BOOL", 8],
  ["U8", 8],
  ["I8", 8],
  ["F8_E4M3", 8],
  ["F8_E5M2", 8],
  ["F8_E8M0", 8],
  ["F8_E4M3FNUZ", 8],
  ["F8_E5M2FNUZ", 8],
  ["U16", 16],
  ["I16", 16],
  ["F16", 16],
  ["BF16", 16],
  ["U32", 32],
  ["I32", 32],
  ["F32", 32],
  ["U64", 64],
  ["I64", 64],
  ["F64", 64],
  ["C64", 64],
  ["F4", 4],
  ["F6_E2M3", 6],
  ["F6_E3M2", 6],
]);

type Placed = StoredTensor & { readonly from: number; readonly to: number };
interface Fault {
  readonly code: string;
  readonly values: Issue["values"];
}
type Judged<T> = { readonly kind: "ok"; readonly value: T } | { readonly kind: "fault"; readonly fault: Fault };

const fault = (code: string, values: Issue["values"]): { readonly kind: "fault"; readonly fault: Fault } => ({
  kind: "fault",
  fault: { code: `model.safetensors-${code}`, values },
});

/** Length of the JSON after the prefix; what is wrong when it can't be one. */
export function headerLength(bytes: Uint8Array): Judged<number> {
  if (bytes.length < PREFIX_BYTES) return fault("truncated", { bytes: bytes.length, needed: PREFIX_BYTES });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  return length < 2 || length > MOST_HEADER_BYTES
    ? fault("header-length", { bytes: length, limit: MOST_HEADER_BYTES })
    : { kind: "ok", value: length };
}

function isEntry(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function elementsOf(shape: unknown): number | null {
  if (!Array.isArray(shape) || shape.length > MOST_AXES || !shape.every(isEntry)) return null;
  if (shape.includes(0)) return 0;
  let product = 1;
  for (const axis of shape) {
    product *= axis;
    if (product > MOST_ENTRIES) return null;
  }
  return product;
}

function tensorOf(name: string, entry: unknown): Judged<Placed> {
  const tensor = name.slice(0, 80);
  if (!isJson(entry))
    return fault("tensor", { tensor, field: "entry", value: shown(entry), allowed: "an object with dtype, shape and data_offsets" });
  const { dtype, shape, data_offsets: offsets } = entry;
  const bits = typeof dtype === "string" ? BITS.get(dtype) : undefined;
  if (typeof dtype !== "string" || bits === undefined)
    return fault("tensor", { tensor, field: "dtype", value: shown(dtype), allowed: [...BITS.keys()].join(", ") });
  const elements = elementsOf(shape);
  if (elements === null || !Array.isArray(shape)) {
    return fault("tensor", {
      tensor,
      field: "shape",
      value: shown(shape),
      allowed: `a list of whole numbers whose product is at most ${MOST_ENTRIES}`,
    });
  }
  const [from, to] = Array.isArray(offsets) && offsets.length === 2 ? offsets : [];
  const bytes = Math.ceil((elements * bits) / 8);
  if (!isEntry(from) || !isEntry(to) || to - from !== bytes) {
    return fault("tensor", {
      tensor,
      field: "data_offsets",
      value: Array.isArray(offsets) ? offsets.slice(0, 3).map(shown).join("-") : shown(offsets),
      allowed: `two offsets ${bytes} bytes apart`,
    });
  }
  return { kind: "ok", value: { name, dtype, shape, elements, bytes, from, to } };
}

/** The data must be covered once: no tensor over another, no gap. */
function covered(tensors: readonly Placed[]): Judged<number> {
  const placed = [...tensors].sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const t of placed) {
    if (t.from !== end) return fault("layout", { tensor: t.name.slice(0, 80), from: t.from, expected: end });
    end = t.to;
  }
  return { kind: "ok", value: end };
}

function parsed(bytes: Uint8Array, length: number): Judged<readonly [string, unknown][]> {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length)));
    if (isJson(json)) return { kind: "ok", value: Object.entries(json).filter(([name]) => name !== "__metadata__") };
  } catch {
    // Falls to the fault below.
  }
  return fault("not-json", { bytes: length });
}

function headerOf(bytes: Uint8Array, fileBytes: number | null): Judged<SafetensorsHeader> {
  const length = headerLength(bytes);
  if (length.kind === "fault") return length;
  const start = PREFIX_BYTES + length.value;
  if (bytes.length < start) return fault("truncated", { bytes: bytes.length, needed: start });
  const entries = parsed(bytes, length.value);
  if (entries.kind === "fault") return entries;
  const placed: Placed[] = [];
  for (const [name, entry] of entries.value) {
    const tensor = tensorOf(name, entry);
    if (tensor.kind === "fault") return tensor;
    placed.push(tensor.value);
  }
  const end = covered(placed);
  if (end.kind === "fault") return end;
  if (fileBytes !== null && fileBytes !== start + end.value) return fault("truncated", { bytes: fileBytes, needed: start + end.value });
  const elements: Record<string, number> = {};
  for (const t of placed) elements[t.dtype] = (elements[t.dtype] ?? 0) + t.elements;
  return { kind: "ok", value: { tensors: placed.map(({ from: _from, to: _to, ...t }) => t), elements, bytes: end.value } };
}

export interface HeaderPlace {
  /** For the messages. */
  readonly path?: string;
  /** Length of the whole file where known: then a cut file is noticed. */
  readonly fileBytes?: number | null;
}

/** Reads the head of a safetensors file (the prefix and the JSON; more bytes do no harm): every tensor's type, shape and size. */
export function readSafetensorsHeader(bytes: Uint8Array, { path = "", fileBytes = null }: HeaderPlace = {}): ReadHeader {
  const read = headerOf(bytes, fileBytes);
  if (read.kind === "ok") return { header: read.value, issues: [] };
  return { header: null, issues: [{ code: read.fault.code, severity: "error", path, values: read.fault.values }] };
}
