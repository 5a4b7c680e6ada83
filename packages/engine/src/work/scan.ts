import type { StateSpace } from "../model/architecture.ts";
import { convolved } from "../model/state-space.ts";
import type { Flop } from "../units.ts";

/**
 * Convolution and scan of one layer, forward, per token; the same at any sequence length. A channel's scan costs 9 FLOPs a state entry in
 * Mamba (discretise, an associative scan of 2 passes, read out) and 7 in Mamba-2. The skip and the gate are left out (< 1 % of the layer).
 * Source: state-spaces/mamba issue 110 (the authors' 9 B L D N); Megatron-LM training.py, mamba_layer_flops (7 B S d N).
 */
export function scanFlop(s: StateSpace): Flop {
  return 2 * s.conv * convolved(s) + (s.kind === "mamba" ? 9 : 7) * s.inner * s.state;
}
