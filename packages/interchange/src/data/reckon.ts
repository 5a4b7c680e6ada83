import type { Part } from "./part.ts";
import { meanHalfWidth, ratioHalfWidth } from "./spread.ts";

/** What a file holds, reckoned from the blocks read of it. */
export interface Reckoned {
  readonly samples: number;
  readonly tokens: number;
  /** Relative half-widths of the 80 % ranges: of the number of samples, of their mean length, of all tokens. 0 where all was read. */
  readonly ofSamples: number;
  readonly ofMean: number;
  readonly ofTokens: number;
}

interface Sums {
  readonly counts: number[];
  readonly tokens: number[];
}

function perBlock(part: Part, lengths: ArrayLike<number>): Sums {
  const counts = part.read.blocks.map(() => 0);
  const tokens = part.read.blocks.map(() => 0);
  for (const [i, block] of part.blockOf.entries()) {
    counts[block] = (counts[block] ?? 0) + 1;
    tokens[block] = (tokens[block] ?? 0) + (lengths[i] ?? 0);
  }
  return { counts, tokens };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * Blocks of equal size lie evenly over the file, so the file holds what they hold times its bytes over theirs. Where the number of records is known,
 * only the share that is usable and the mean length are reckoned.
 */
export function reckon(part: Part, lengths: ArrayLike<number>): Reckoned {
  const { read, samples, records } = part;
  const { counts, tokens } = perBlock(part, lengths);
  const mean = sum(tokens) / Math.max(1, samples.length);
  const ofMean = ratioHalfWidth(tokens, counts);
  const { unseen } = read;
  if (read.total !== null) {
    const n = records >= read.total ? samples.length : Math.max(samples.length, Math.round((read.total * samples.length) / Math.max(1, records)));
    const all = records >= read.total;
    return { samples: n, tokens: n * mean, ofSamples: 0, ofMean: all ? 0 : ofMean, ofTokens: all ? 0 : ofMean };
  }
  const factor = Math.max(1, read.bytes / Math.max(1, read.blockBytes * read.blocks.length));
  const n = Math.round(samples.length * factor);
  if (factor === 1) return { samples: samples.length, tokens: n * mean, ofSamples: unseen, ofMean: unseen, ofTokens: unseen };
  return {
    samples: n,
    tokens: n * mean,
    ofSamples: Math.hypot(meanHalfWidth(counts), unseen),
    ofMean: Math.hypot(ofMean, unseen),
    ofTokens: Math.hypot(meanHalfWidth(tokens), unseen),
  };
}

/** Several files together, of `bytes` in all; those that weren't read are taken to be like those that were. */
export function together(parts: readonly (Reckoned & { readonly bytes: number })[], bytes: number, files: number): Reckoned {
  const read = sum(parts.map((p) => p.bytes));
  const factor = files > parts.length ? bytes / Math.max(1, read) : 1;
  const samples = sum(parts.map((p) => p.samples));
  const tokens = sum(parts.map((p) => p.tokens));
  const weighted = (of: "ofSamples" | "ofMean" | "ofTokens", by: "samples" | "tokens"): number =>
    Math.hypot(...parts.map((p) => p[of] * p[by])) / Math.max(1e-9, by === "samples" ? samples : tokens);
  // Files left out differ from those read as these do among themselves.
  const unread = factor === 1 ? 0 : Math.sqrt(1 - parts.length / files);
  const size = parts.map((p) => p.bytes);
  const between = (of: "samples" | "tokens"): number => unread * ratioHalfWidth(parts.map((p) => p[of]), size);
  return {
    samples: Math.round(samples * factor),
    tokens: tokens * factor,
    ofSamples: Math.hypot(weighted("ofSamples", "samples"), between("samples")),
    ofMean: Math.hypot(weighted("ofMean", "tokens"), unread * ratioHalfWidth(parts.map((p) => p.tokens), parts.map((p) => p.samples))),
    ofTokens: Math.hypot(weighted("ofTokens", "tokens"), between("tokens")),
  };
}
