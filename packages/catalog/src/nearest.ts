export interface Candidate {
  /** Compared with what was typed. */
  readonly key: string;
  /** Offered. */
  readonly value: string;
  /** What it names: of names for the same thing only the nearest is offered. */
  readonly of: string;
}

const LONGEST = 80;
const OFFERED = 5;

/** Edits (insert, delete, replace) that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replace, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? a.length;
}

/** Smaller is nearer; null: too far to offer. A name that contains what was typed is near whatever its length. */
function farness(typed: string, key: string): number | null {
  if (typed.length === 0) return null;
  if (key.startsWith(typed)) return (key.length - typed.length) / 100;
  if (typed.length >= 3 && key.includes(typed)) return 1 + (key.length - typed.length) / 100;
  const limit = Math.max(1, Math.floor(Math.max(typed.length, key.length) * 0.35));
  if (Math.abs(typed.length - key.length) > limit) return null;
  const edits = editDistance(typed, key);
  return edits <= limit ? edits : null;
}

/** The few names nearest to what was typed, best first, one for each thing. */
export function nearest(typed: string, candidates: readonly Candidate[]): readonly string[] {
  const wanted = typed.toLowerCase().slice(0, LONGEST);
  const scored: { value: string; of: string; far: number }[] = [];
  for (const { key, value, of } of candidates) {
    const far = farness(wanted, key);
    if (far !== null) scored.push({ value, of, far });
  }
  scored.sort((a, b) => a.far - b.far || a.value.length - b.value.length || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  const offered = new Map<string, string>();
  for (const { of, value } of scored) if (!offered.has(of)) offered.set(of, value);
  return [...offered.values()].slice(0, OFFERED);
}
