const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Rank of a token that no merge forms. */
export const NEVER = 0x7fffffff;

/** Tokens as byte strings with their ranks, in one arena behind an open-addressing hash: loading makes no string per token. */
export interface TokenTable {
  readonly size: number;
  /** The first of two equal tokens stays. */
  add(bytes: Uint8Array, from: number, to: number, rank: number): void;
  /** Gives a token a rank when none was given since `unrank`. */
  rerank(bytes: Uint8Array, from: number, to: number, rank: number): void;
  /** Makes every token one that no merge forms. */
  unrank(): void;
  /** Rank, or -1 when it isn't a token; NEVER when no merge forms it. */
  rank(bytes: Uint8Array, from: number, to: number): number;
  forEach(visit: (bytes: Uint8Array, from: number, to: number) => void): void;
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = FNV_START;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), FNV_PRIME);
  return hash ^ (hash >>> 15);
}

function slotsFor(tokens: number): number {
  let slots = 1024;
  while (slots < tokens * 2) slots *= 2;
  return slots;
}

function enlarged<T extends Uint8Array | Uint32Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

class HashedTokens implements TokenTable {
  size = 0;
  #arena: Uint8Array;
  #starts: Uint32Array;
  #ranks: Int32Array;
  /** Position of a token plus 1; 0 where there is none. */
  #slots: Int32Array;

  constructor(capacity: number) {
    this.#arena = new Uint8Array(capacity * 8);
    this.#starts = new Uint32Array(capacity + 1);
    this.#ranks = new Int32Array(capacity);
    this.#slots = new Int32Array(slotsFor(capacity));
  }

  add(bytes: Uint8Array, from: number, to: number, rank: number): void {
    const slot = this.#slot(bytes, from, to);
    if ((this.#slots[slot] ?? 0) !== 0) return;
    const start = this.#starts[this.size] ?? 0;
    const end = start + to - from;
    if (end > this.#arena.length) this.#arena = enlarged(this.#arena, new Uint8Array(Math.max(end, this.#arena.length * 2)));
    for (let i = from, at = start; i < to; i++, at++) this.#arena[at] = bytes[i] ?? 0;
    this.#ranks[this.size] = rank;
    this.size += 1;
    this.#starts[this.size] = end;
    this.#slots[slot] = this.size;
    if (this.size === this.#ranks.length) this.#grow(this.size * 2);
  }

  rerank(bytes: Uint8Array, from: number, to: number, rank: number): void {
    const found = this.#slots[this.#slot(bytes, from, to)] ?? 0;
    if (found !== 0 && this.#ranks[found - 1] === NEVER) this.#ranks[found - 1] = rank;
  }

  unrank(): void {
    this.#ranks.fill(NEVER);
  }

  rank(bytes: Uint8Array, from: number, to: number): number {
    const found = this.#slots[this.#slot(bytes, from, to)] ?? 0;
    return found === 0 ? -1 : (this.#ranks[found - 1] ?? -1);
  }

  forEach(visit: (bytes: Uint8Array, from: number, to: number) => void): void {
    for (let i = 0; i < this.size; i++) visit(this.#arena, this.#starts[i] ?? 0, this.#starts[i + 1] ?? 0);
  }

  #grow(capacity: number): void {
    this.#starts = enlarged(this.#starts, new Uint32Array(capacity + 1));
    this.#ranks = enlarged(this.#ranks, new Int32Array(capacity));
    this.#slots = new Int32Array(slotsFor(capacity));
    for (let i = 0; i < this.size; i++) this.#slots[this.#slot(this.#arena, this.#starts[i] ?? 0, this.#starts[i + 1] ?? 0)] = i + 1;
  }

  /** The slot that holds these bytes, or the free one where they belong. */
  #slot(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, from, to) & mask;
    for (;;) {
      const held = this.#slots[slot] ?? 0;
      if (held === 0 || this.#equal(held - 1, bytes, from, to)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #equal(token: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[token] ?? 0;
    if ((this.#starts[token + 1] ?? 0) - start !== to - from) return false;
    for (let i = from, at = start; i < to; i++, at++) if (bytes[i] !== this.#arena[at]) return false;
    return true;
  }
}

/** An empty table. It grows; `capacity` is how many tokens it is made for. */
export function tokenTable(capacity: number): TokenTable {
  return new HashedTokens(Math.max(1, capacity));
}
