/** A Thrift compact struct: its numbers and structs by field id; all else is passed over. */
interface Struct {
  readonly numbers: ReadonlyMap<number, number>;
  readonly structs: ReadonlyMap<number, Struct>;
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

const DEEPEST = 16;

function broken(): never {
  throw new Error("a page header is broken");
}

function byte(reader: Reader): number {
  return reader.bytes[reader.at++] ?? broken();
}

function varint(reader: Reader): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 70; scale *= 128) {
    const next = byte(reader);
    value += (next & 0x7f) * scale;
    if (next < 0x80) return value;
  }
  return broken();
}

function zigzag(reader: Reader): number {
  const value = varint(reader);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function skipList(reader: Reader, depth: number): void {
  const head = byte(reader);
  const size = head >> 4 === 15 ? varint(reader) : head >> 4;
  if (size > reader.bytes.length) broken();
  for (let i = 0; i < size; i++) skip(reader, head & 0x0f, depth, true);
}

/** Passes over a value; booleans take a byte in lists and none in structs. */
function skip(reader: Reader, type: number, depth: number, inList: boolean): void {
  if (type === 1 || type === 2) reader.at += inList ? 1 : 0;
  else if (type === 3) reader.at += 1;
  else if (type >= 4 && type <= 6) varint(reader);
  else if (type === 7) reader.at += 8;
  else if (type === 8) reader.at += varint(reader);
  else if (type === 9) skipList(reader, depth + 1);
  else if (type === 12) struct(reader, depth + 1);
  else broken();
}

function struct(reader: Reader, depth: number): Struct {
  if (depth > DEEPEST) broken();
  const numbers = new Map<number, number>();
  const structs = new Map<number, Struct>();
  let id = 0;
  for (;;) {
    const head = byte(reader);
    const type = head & 0x0f;
    if (type === 0) return { numbers, structs };
    id = head >> 4 === 0 ? zigzag(reader) : id + (head >> 4);
    if (type >= 4 && type <= 6) numbers.set(id, zigzag(reader));
    else if (type === 12) structs.set(id, struct(reader, depth + 1));
    else skip(reader, type, depth, false);
  }
}

const between = (value: number | undefined, most: number): boolean => value !== undefined && value >= 0 && value <= most;

export interface PageLimits {
  readonly values: number;
  readonly unpacked: number;
}

/** Field of the header that a page of a type must have: data, index, dictionary, data of the second version. */
const HEADER_OF_TYPE: Readonly<Record<number, number>> = { 0: 5, 1: 6, 2: 7, 3: 8 };

/** Fields of a page header: 1 type, 2 and 3 sizes unpacked and packed; 5, 7, 8 the headers of data, dictionary and data (second version). */
function soundHeader(header: Struct, rest: number, limits: PageLimits): boolean {
  const { numbers, structs } = header;
  if (!between(numbers.get(3), rest) || !between(numbers.get(2), limits.unpacked)) return false;
  const unpacked = numbers.get(2) ?? 0;
  const own = HEADER_OF_TYPE[numbers.get(1) ?? -1];
  if (own === undefined || !structs.has(own)) return false;
  const data = structs.get(5)?.numbers;
  const second = structs.get(8)?.numbers;
  if (data && !between(data.get(1), limits.values)) return false;
  if (structs.has(7) && !between(structs.get(7)?.numbers.get(1), unpacked)) return false;
  return !second || (between(second.get(1), limits.values) && between(second.get(3), limits.values) && between(second.get(5), unpacked) && between(second.get(6), unpacked));
}

/**
 * Whether the pages of a column chunk follow one another and hold no more than its metadata says. A page of negative size, which only a broken
 * file has, would send the reader round in a circle.
 */
export function soundPages(bytes: Uint8Array, limits: PageLimits): boolean {
  const reader: Reader = { bytes, at: 0 };
  try {
    while (reader.at < bytes.length - 1) {
      const header = struct(reader, 0);
      if (!soundHeader(header, bytes.length - reader.at, limits)) return false;
      reader.at += header.numbers.get(3) ?? 0;
    }
    return true;
  } catch {
    return false;
  }
}
