import type { Bytes, BytesPerSecond, Seconds } from "../units.ts";

export type Collective = "all-reduce" | "all-gather" | "reduce-scatter" | "all-to-all" | "broadcast";

/**
 * Bus traffic over message size: 2(n-1)/n for an all-reduce, (n-1)/n for gathers, scatters and all-to-all, 1 for a broadcast.
 * The message is the full (gathered) buffer. Source: nccl-tests, doc/PERFORMANCE.md.
 */
export function busFactor(kind: Collective, n: number): number {
  if (n <= 1) return 0;
  if (kind === "broadcast") return 1;
  return (kind === "all-reduce" ? 2 : 1) * ((n - 1) / n);
}

/** Seconds of a collective at a bus bandwidth, with a latency that doesn't depend on size. */
export function collectiveSeconds(kind: Collective, c: { n: number; bytes: Bytes; bus: BytesPerSecond; latency?: Seconds }): Seconds {
  return c.n <= 1 ? 0 : (c.latency ?? 0) + (busFactor(kind, c.n) * c.bytes) / c.bus;
}

/**
 * All-reduce over k nodes of g GPUs: pipelined, so the slower of the inner and the outer ring, not their sum.
 * `nic` is per GPU. Source: measured 87.2 ms for 16 GiB on 4x8 (a sum would give 131 ms), stas00/ml-engineering network benchmarks.
 */
export function hierarchicalAllReduceSeconds(c: {
  bytes: Bytes;
  gpusPerNode: number;
  nodes: number;
  intra: BytesPerSecond;
  nic: BytesPerSecond;
}): Seconds {
  const inner = collectiveSeconds("all-reduce", { n: c.gpusPerNode, bytes: c.bytes, bus: c.intra });
  const outer = collectiveSeconds("all-reduce", { n: c.nodes, bytes: c.bytes / c.gpusPerNode, bus: c.nic });
  return Math.max(inner, outer);
}

/**
 * NVLS all-reduce inside 8 H100: 15 us + 1 us sqrt(S/10.1 kB) + 1.75 S/496 GB/s, within 16 % from 64 KiB to 16 GiB.
 * Fitted to NVIDIA/dgxc-benchmarking nccl/README.
 */
export function nvlsAllReduceSeconds(bytes: Bytes): Seconds {
  return 15e-6 + 1e-6 * Math.sqrt(bytes / 10.1e3) + (1.75 * bytes) / 496e9;
}
