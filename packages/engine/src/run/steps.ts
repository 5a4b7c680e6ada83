import type { Padding } from "../method/stack.ts";
import type { Sequences, Tokens } from "../units.ts";
import { cutMean, expectedLongest, longestUnder } from "./lengths.ts";
import type { Work } from "./work.ts";

/** The work cut into optimizer steps for one batch, padding and micro-batch. */
export interface Steps {
  readonly steps: number;
  /** Mean tokens of a sequence as processed, padding included, and the longest that occurs. */
  readonly sequence: Tokens;
  readonly longest: Tokens;
  readonly varying: boolean;
  /** Tokens processed over the run, and those of them that aren't padding. */
  readonly tokens: Tokens;
  readonly usefulTokens: Tokens;
}

function ofSteps(steps: number, globalBatch: Sequences, sequence: Tokens): Steps {
  const tokens = steps * globalBatch * sequence;
  return { steps, sequence, longest: sequence, varying: false, tokens, usefulTokens: tokens };
}

/** The same work for another number of steps. */
export function withSteps(steps: Steps, count: number): Steps {
  const factor = count / steps.steps;
  return { ...steps, steps: count, tokens: steps.tokens * factor, usefulTokens: steps.usefulTokens * factor };
}

/**
 * Steps to pass the data. Packed: ceil(epochs * tokens / (s * batch)); unpacked: epochs * ceil(samples / batch), each sequence padded to the
 * longest of its micro-batch or to the maximum. Samples longer than the sequence are cut.
 */
export function stepsOf(work: Work, at: { globalBatch: Sequences; microBatch: Sequences; padding: Padding }): Steps {
  const { amount, sequence } = work;
  const { globalBatch } = at;
  if (amount.kind === "steps") return ofSteps(amount.steps, globalBatch, sequence);
  if (amount.kind === "tokens")
    return ofSteps(Math.max(1, Math.ceil((amount.tokens * amount.epochs) / (sequence * globalBatch))), globalBatch, sequence);
  const { lengths, samples, epochs } = amount;
  const mean = cutMean(lengths, sequence);
  const useful = samples * epochs * mean;
  if (at.padding === "packed") {
    const steps = Math.max(1, Math.ceil(useful / (sequence * globalBatch)));
    return { ...ofSteps(steps, globalBatch, sequence), usefulTokens: useful };
  }
  const padded = at.padding === "max" ? sequence : expectedLongest(lengths, at.microBatch, sequence);
  const steps = Math.max(1, Math.ceil(samples / globalBatch) * epochs);
  return {
    steps,
    sequence: padded,
    longest: at.padding === "max" ? sequence : longestUnder(lengths, sequence),
    varying: at.padding === "longest",
    tokens: samples * epochs * padded,
    usefulTokens: useful,
  };
}
