import type { Precision } from "../method/method.ts";
import type { AttentionKernel } from "../method/stack.ts";
import type { Bytes, BytesPerSecond, FlopPerSecond, Usd, Watts } from "../units.ts";

/** A card as its datasheet has it: dense peaks, one-direction link rates. Unknown is null, never 0. */
export interface Accelerator {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  /** Generation: Volta, Ampere, Hopper... */
  readonly generation: string;
  readonly formFactor: "sxm" | "pcie" | "workstation" | "consumer" | "superchip" | "tpu" | "other";
  /** What the driver reports, or the marketing size where that is not known. */
  readonly memory: Bytes;
  readonly memoryReported: boolean;
  readonly bandwidth: BytesPerSecond;
  readonly peak: Readonly<Record<Precision, FlopPerSecond | null>>;
  /** NVLink, Infinity Fabric or ICI, one direction, all links together; null without one. */
  readonly link: BytesPerSecond | null;
  /** PCIe x16 of its generation, one direction. */
  readonly pcie: BytesPerSecond | null;
  /** Attention kernels that run on it. */
  readonly attention: readonly AttentionKernel[];
  readonly power: Watts | null;
  readonly launchPrice: Usd | null;
  readonly released: number | null;
  readonly source: string;
  readonly verified: boolean;
}

/** Dense 16-bit peak: the reference of every achieved rate. bf16 where the card has it, else fp16. */
export function peak16(a: Accelerator): FlopPerSecond | null {
  return a.peak.bf16 ?? a.peak.fp16;
}

/** Rate of a precision on a card; null where the card doesn't do it. */
export function peakFor(a: Accelerator, precision: Precision): FlopPerSecond | null {
  return a.peak[precision];
}
