import type { Bytes, BytesPerSecond, Seconds, Tokens } from "../units.ts";

/** How fast data arrives at the cards. */
export interface InputPath {
  /** What the store gives all of them together; infinite where nothing limits it. */
  readonly store: BytesPerSecond;
  /** Of a token as it is read. */
  readonly bytesPerToken: Bytes;
  /** What tokenising on the way gives all of them together, in tokens a second; infinite where the data is tokenised already. */
  readonly preparing: number;
  /** Whether the next batch is fetched while the cards work. */
  readonly prefetch: boolean;
}

/** Tokens a second that arrive at most. */
export function inputRate(p: InputPath): number {
  return Math.min(p.store / p.bytesPerToken, p.preparing);
}

/** Seconds by which input lengthens a step: what it takes beyond the step with prefetching, all of it without. */
export function inputSeconds(p: InputPath, at: { readonly tokens: Tokens; readonly step: Seconds }): Seconds {
  const needed = at.tokens / inputRate(p);
  return p.prefetch ? Math.max(0, needed - at.step) : needed;
}

/** Two bytes hold a token of a vocabulary up to 65,536, four any other. */
export function storedBytesPerToken(vocabulary: number): Bytes {
  return vocabulary <= 65_536 ? 2 : 4;
}
