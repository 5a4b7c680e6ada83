import { OPTIMIZERS, PRECISIONS } from "../../method/method.ts";
import { ATTENTIONS } from "../../method/stack.ts";
import type { Training } from "../request.ts";
import { anew, type Here, type Lever, SMALLER, type Variant } from "./lever.ts";

function trained(here: Here, change: Partial<Training>): Pick<Variant, "request" | "loosen"> {
  return { request: { ...here.request, training: { ...here.request.training, ...change } }, loosen: SMALLER };
}

/** Every precision but fp4, which is a neighbour only where the stack has it. */
export const precision: Lever = {
  id: "precision",
  moves: (here) => {
    const { bench } = here.chosen.candidate;
    return PRECISIONS.filter((p) => p !== bench.precision && (p !== "fp4" || bench.stack.precisions.includes(p))).map((p) => ({
      path: "training.precision",
      from: bench.precision,
      to: p,
      ...trained(here, { precision: p }),
      economy: p === "fp8",
    }));
  },
};

export const attention: Lever = {
  id: "attention",
  moves: (here) => {
    const { attention: now, table } = here.chosen.candidate.bench;
    if (table.architecture.ssm) return [];
    return ATTENTIONS.filter((a) => a !== now).map((a) => ({
      path: "training.attention",
      from: now,
      to: a,
      ...trained(here, { attention: a }),
      economy: now === "eager" && a === "sdpa",
    }));
  },
};

export const compile: Lever = {
  id: "compile",
  moves: (here) => {
    const { compile: now, stack } = here.chosen.candidate.bench;
    const economy = !now && stack.flags["compile=true"] !== undefined;
    return [{ path: "training.compile", from: String(now), to: String(!now), ...trained(here, { compile: !now }), economy }];
  },
};

/** Those that the stack has. */
export const optimizer: Lever = {
  id: "optimizer",
  moves: (here) => {
    const { optimizer: now, stack } = here.chosen.candidate.bench;
    return OPTIMIZERS.filter((o) => o !== now && stack.optimizers.includes(o)).map((o) => ({
      path: "training.optimizer",
      from: now,
      to: o,
      ...trained(here, { optimizer: o }),
    }));
  },
};

/** Kernels, padding, recomputation and micro-batch are a stack's own, unless the job pins them. */
export const stack: Lever = {
  id: "stack",
  moves: ({ request, asked, chosen, all }) => {
    const { bench } = chosen.candidate;
    const { vendor } = bench.machine.accelerator;
    const fit = all.stacks.filter((s) => s.id !== bench.stack.id && s.methods.includes(request.method.kind) && s.vendors.includes(vendor));
    return fit.map((s) => ({
      path: "stack",
      from: bench.stack.id,
      to: s.id,
      request: {
        ...request,
        stacks: [s],
        training: { ...request.training, attention: asked.training.attention, compile: asked.training.compile },
        work: { ...request.work, padding: asked.work.padding },
      },
      loosen: anew(asked),
    }));
  },
};
