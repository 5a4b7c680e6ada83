import type { Parameters } from "../units.ts";
import type { StateSpace } from "./architecture.ts";
import { type Linear, linear } from "./linear.ts";

/** Channels that the convolution sees: Mamba-2 convolves the input and output matrices of the state too. */
export function convolved(s: StateSpace): number {
  return s.kind === "mamba" ? s.inner : s.inner + 2 * s.groups * s.state;
}

/** The projections of a layer. Mamba-2 makes step sizes and state matrices in the first; its second is cut by heads and groups. */
export function stateSpaceLinears(hidden: number, s: StateSpace): Linear[] {
  const bias = (n: number): number => (s.bias ? n : 0);
  const out = linear("out_proj", s.inner, hidden, "row", { bias: bias(hidden) });
  if (s.kind === "mamba2") {
    const width = s.inner + convolved(s) + s.heads;
    return [linear("in_proj", hidden, width, "column", { bias: bias(width) }), out];
  }
  return [
    linear("in_proj", hidden, 2 * s.inner, "column", { bias: bias(2 * s.inner) }),
    linear("x_proj", s.inner, s.stepRank + 2 * s.state, "row"),
    linear("dt_proj", s.stepRank, s.inner, "column", { bias: s.inner }),
    out,
  ];
}

/**
 * Entries outside the projections and norms: the convolution, the decay A, the skip D, and in Mamba-2 the bias of the steps.
 * Source: state-spaces/mamba, modules/mamba_simple.py and mamba2.py.
 */
export function stateSpaceParameters(s: StateSpace): Parameters {
  const conv = convolved(s) * (s.conv + (s.convBias ? 1 : 0));
  return conv + (s.kind === "mamba" ? s.inner * s.state + s.inner : 3 * s.heads);
}
