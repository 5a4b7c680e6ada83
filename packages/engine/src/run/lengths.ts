import type { Tokens } from "../units.ts";
import type { Lengths } from "./work.ts";

/** Known for lengths and what is asked of them: a search asks for the same ones thousands of times. */
const known = new WeakMap<Lengths, Map<string, Tokens>>();

function remembered(lengths: Lengths, key: string, make: () => Tokens): Tokens {
  let byKey = known.get(lengths);
  if (!byKey) known.set(lengths, (byKey = new Map()));
  let found = byKey.get(key);
  if (found === undefined) byKey.set(key, (found = make()));
  return found;
}

/** Mean of the lengths after cutting each to `limit`. Sample in, mean of all data out: the sample's share of what is cut is applied to it. */
export function cutMean(lengths: Lengths, limit: Tokens): Tokens {
  return remembered(lengths, `cut ${limit}`, () => meanUnder(lengths, limit));
}

function meanUnder(lengths: Lengths, limit: Tokens): Tokens {
  const { sorted } = lengths;
  if (sorted.length === 0) return Math.min(lengths.mean, limit);
  let all = 0;
  let cut = 0;
  for (const l of sorted) {
    all += l;
    cut += Math.min(l, limit);
  }
  return all === 0 ? 0 : Math.min(limit, (lengths.mean * cut) / all);
}

function longestOf(lengths: Lengths, batch: number, limit: Tokens): Tokens {
  const { sorted } = lengths;
  const n = sorted.length;
  if (n === 0) return Math.min(lengths.longest, limit);
  let expected = 0;
  let below = 0;
  for (let i = 0; i < n; i++) {
    const upTo = ((i + 1) / n) ** batch;
    expected += Math.min(sorted[i] ?? 0, limit) * (upTo - below);
    below = upTo;
  }
  return expected;
}

/**
 * Expected longest of `batch` draws from the lengths, each cut to `limit`: sum of x_i ((i/n)^b - ((i-1)/n)^b) over the sorted sample.
 * It is the padded length of a micro-batch that pads to its longest sample.
 */
export function expectedLongest(lengths: Lengths, batch: number, limit: Tokens): Tokens {
  return remembered(lengths, `${batch} ${limit}`, () => longestOf(lengths, batch, limit));
}

/** Longest sequence that occurs under a limit. */
export function longestUnder(lengths: Lengths, limit: Tokens): Tokens {
  return Math.min(lengths.longest, limit);
}
