import type { Setup } from "../layout/setup.ts";
import { peak16 } from "../machine/accelerator.ts";
import type { Constants } from "../machine/calibration.ts";
import { computeBytes } from "../method/bytes.ts";
import type { Bytes, BytesPerSecond, Flop, FlopPerSecond, Seconds } from "../units.ts";

/** Rates of a card under a setup, resolved once: what every operator divides by. */
export interface Rates {
  /** Matmuls in the job's precision, and in 16 bits (head, router, adapters). */
  readonly matmul: FlopPerSecond;
  readonly matmul16: FlopPerSecond;
  readonly attention: FlopPerSecond;
  readonly memory: BytesPerSecond;
  readonly element: Bytes;
  readonly traffic: number;
  readonly misaligned: number;
}

/** The peak that a precision's matmuls run at, 16-bit where the card lacks it (FP8 on Ampere is refused earlier). */
export function precisionPeak(setup: Setup): FlopPerSecond {
  const { peak } = setup.cluster.accelerator;
  const sixteen = peak16(setup.cluster.accelerator) ?? peak.fp32 ?? 0;
  switch (setup.precision) {
    case "fp32":
      return peak.fp32 ?? sixteen;
    case "tf32":
      return peak.tf32 ?? peak.fp32 ?? sixteen;
    case "fp16":
      return peak.fp16 ?? sixteen;
    case "bf16":
      return peak.bf16 ?? sixteen;
    case "fp8":
    case "fp4":
      return sixteen;
  }
}

/** What 8- and 4-bit matmuls gain in fact over 16 bits, on cards that have them: a share of what the datasheet promises. */
function gain(setup: Setup, constants: Constants): number {
  const { peak } = setup.cluster.accelerator;
  if (setup.precision === "fp4" && peak.fp4 !== null) return constants.fp4Gain;
  return (setup.precision === "fp8" || setup.precision === "fp4") && peak.fp8 !== null ? constants.fp8Gain : 1;
}

/** Precisions whose operands are cast and scaled on the way into each matmul. */
export function isCast(setup: Setup): boolean {
  return setup.precision === "fp8" || setup.precision === "fp4";
}

export function ratesOf(setup: Setup): Rates {
  const { constants } = setup;
  const peak = precisionPeak(setup);
  const full = setup.precision === "fp32" || setup.precision === "tf32";
  return {
    matmul: constants.matmul * peak * gain(setup, constants),
    matmul16: constants.matmul * peak,
    attention:
      (setup.attention === "eager" ? constants.matmul : constants.attention[setup.attention]) *
      peak *
      (full && setup.attention !== "eager" ? 0.7 : 1),
    memory: constants.bandwidth * setup.cluster.accelerator.bandwidth,
    element: computeBytes(setup.precision),
    traffic: constants.matmulTraffic,
    misaligned: constants.misaligned,
  };
}

/** Dimensions of Y(m x n) = X(m x k) W. */
export interface Gemm {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

export function gemmFlop(g: Gemm): Flop {
  return 2 * g.m * g.k * g.n;
}

/** Operands and result, each moved once. */
export function gemmBytes(g: Gemm, element: Bytes): Bytes {
  return element * (g.m * g.k + g.k * g.n + g.m * g.n);
}

/**
 * One matmul: arithmetic plus traffic. The sum, not the maximum: it is the size-saturation curve 1 + d0 (1/M + 1/N + 1/K) that measured
 * kernels follow, so no table of shapes is needed. N or K off a multiple of 64 costs the misalignment share.
 * Source: fitted to measured steps; tile quantisation brought nothing once this form is in.
 */
export function gemmSeconds(g: Gemm, rate: FlopPerSecond, rates: Rates): Seconds {
  const off = g.n % 64 !== 0 || g.k % 64 !== 0 ? rates.misaligned : 0;
  return (gemmFlop(g) / rate) * (1 + off) + (rates.traffic * gemmBytes(g, rates.element)) / rates.memory;
}
