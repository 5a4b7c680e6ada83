import type { Method } from "../method/method.ts";
import type { Recompute } from "../method/stack.ts";
import { adapterParameters, isAdapter, runningGroups, trainedShare, trainsHead } from "../method/trainable.ts";
import type { Linear } from "../model/linear.ts";
import type { LayerGroup, TensorTable } from "../model/tensors.ts";
import { breakdown, type Breakdown, type Part } from "../quantity.ts";
import type { Flop, Tokens } from "../units.ts";
import { attentionFlop, type Counting } from "./attention.ts";
import { scanFlop } from "./scan.ts";

/** FLOPs of one operator for one token, by pass. */
export interface OperatorFlop {
  readonly id: "linear" | "experts" | "attention" | "scan" | "head" | "adapters";
  readonly forward: Flop;
  /** Gradients of inputs and of trained weights. */
  readonly backward: Flop;
  /** Forward work done again because activations were not kept. */
  readonly recompute: Flop;
}

function groupLinearFlop(group: LayerGroup, experts: boolean): Flop {
  let total = 0;
  for (const l of group.linears) if (l.expert === experts) total += 2 * l.active * l.in * l.out;
  return group.count * total;
}

function adapterFlop(method: Method, l: Linear): Flop {
  return (2 * adapterParameters(method.lora, l) * l.active) / l.copies;
}

/** Head passes: one for the next token and one for each token predicted beyond it. */
function headPasses(groups: readonly LayerGroup[]): number {
  let passes = 1;
  for (const g of groups) if (g.mtp) passes += g.count;
  return passes;
}

/**
 * FLOPs of one token by operator and pass. A multiply-add counts 2; forward 2mnk, backward twice that when the
 * weight is trained and once when it is frozen (its input's gradient is still needed), none below the first trained layer.
 * Attention and scans count 2x backward (the kernels' own recomputation is time, not model FLOPs).
 * `share`: of the layers, those that are run again.
 * Source: Kaplan et al. 2020, 2001.08361 section 2.1; Schulman et al. 2025 (LoRA: frozen linears cost 2/3).
 */
export function operatorFlops(
  table: TensorTable,
  method: Method,
  at: { sequence: Tokens; recompute: Recompute; counting: Counting; share?: number },
): readonly OperatorFlop[] {
  const groups = runningGroups(table, method);
  const frozen = isAdapter(method);
  const share = trainedShare(method, table);
  const backward = frozen ? 1 : 2 * share;
  const part = at.share ?? 1;
  const again = at.recompute === "full" ? part : 0;
  const mixerAgain = at.recompute === "none" ? 0 : part;
  let linear = 0;
  let experts = 0;
  let attention = 0;
  let scan = 0;
  let adapters = 0;
  for (const g of groups) {
    linear += groupLinearFlop(g, false);
    experts += groupLinearFlop(g, true);
    if (g.attention) attention += g.count * attentionFlop(g.attention, at.sequence, at.counting);
    if (g.ssm) scan += g.count * scanFlop(g.ssm);
    for (const l of g.linears) adapters += g.count * adapterFlop(method, l);
  }
  const head = table.head ? 2 * table.head.in * table.head.out * headPasses(groups) : 0;
  const headAdapter = table.head ? adapterFlop(method, table.head) : 0;
  const mixerBackward = frozen ? 2 : 2 * share;
  return [
    { id: "linear", forward: linear, backward: backward * linear, recompute: again * linear },
    { id: "experts", forward: experts, backward: backward * experts, recompute: again * experts },
    {
      id: "attention",
      forward: attention,
      backward: mixerBackward * attention,
      recompute: mixerAgain * attention,
    },
    { id: "scan", forward: scan, backward: mixerBackward * scan, recompute: mixerAgain * scan },
    { id: "head", forward: head, backward: (trainsHead(method, table) ? 2 : 1) * head, recompute: 0 },
    { id: "adapters", forward: adapters + headAdapter, backward: 2 * (adapters + headAdapter), recompute: again * adapters },
  ];
}

/** FLOPs that the training asks for, recomputation left out: what MFU counts. */
export function modelFlop(operators: readonly OperatorFlop[]): Flop {
  let total = 0;
  for (const o of operators) total += o.forward + o.backward;
  return total;
}

/** FLOPs that are executed, recomputation included: what HFU counts. */
export function hardwareFlop(operators: readonly OperatorFlop[]): Flop {
  let total = 0;
  for (const o of operators) total += o.forward + o.backward + o.recompute;
  return total;
}

/** The same as a breakdown for readers. */
export function flopPerToken(operators: readonly OperatorFlop[]): Breakdown {
  const parts: Part[] = [];
  for (const o of operators) {
    for (const pass of ["forward", "backward", "recompute"] as const) {
      if (o[pass] > 0) {
        parts.push({
          id: `${o.id}.${pass}`,
          value: o[pass],
          why: {
            formula: `flop.${o.id}`,
            inputs: { pass },
            source: "2 FLOPs per multiply-add; Kaplan et al. 2020, 2001.08361 section 2.1",
          },
        });
      }
    }
  }
  return breakdown(parts);
}
