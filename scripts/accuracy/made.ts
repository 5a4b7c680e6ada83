import type { Evidence } from "./data.ts";

export function madeSection({ calibration }: Evidence): string {
  const groups = (record: Readonly<Record<string, object>>): number =>
    Object.values(record).filter((g) => Object.keys(g).length > 0).length;
  const { full } = calibration;
  return [
    "## 7. How it was made",
    "**Physics.** A step is a sum over what its layers must do: matmuls at a share of the datasheet's tensor peak plus their traffic, attention by kernel, element-wise bytes over bandwidth, the host's launches as a floor, collectives on the real links, the pipeline's bubble, optimizer and offload. Memory is what is alive in each phase, plus the allocator's share and the context. See [how Outlay counts](how-it-counts.md).",
    `**Fit.** What the physics can't give is fitted in logarithms with a loss that turns from squares to absolute values (soft L1), so that a wrong record pulls little. Each source weighs by the root of its rows. How far constants and groups may move was chosen by what left-out sources show: a stack's own launch cost is held close to its class's, which halved the error on a sweep that the fit had not seen. Every constant leans to a value known before ([\`calibration-prior.json\`](../packages/catalog/data/calibration-prior.json)), and every group (card generation, card, class of software, stack) to its parent; a group of fewer than five figures stays with its parent. Now ${groups(full.generations)} generations, ${groups(full.accelerators)} cards, ${groups(full.classes)} classes and ${groups(full.stacks)} stacks have factors of their own. Time is fitted first, memory after it. Figures left out are predicted by solving the linearised fit again without them, and the full model with what comes out.`,
    `**What left-out doesn't leave out.** The values that the fit starts from and leans to came from an earlier fit to this collection, and the formulas and the reading of records were written by people who had seen the figures. Errors with rows and sources left out are therefore lower than those of a first sight, by how much isn't known. A job that nobody here has seen is the only clean test.`,
    "**Two calibrations.** The *fuller* one speaks where the card's generation and the stack were measured. Elsewhere a *small* one of few common constants speaks: a stack's factors are never lent to another. A plan says which one spoke. The columns of this page are the fuller one's.",
    "**Intervals** are split-conformal at 80 %: the weighted quantile of left-out errors, with rows left out each source weighs by the root of its rows, with sources left out each weighs the same, since what comes next is another source. Where stack and generation are known the factor lies midway (in logarithms) between that of rows and that of sources left out; elsewhere it is that of sources. Kept apart for dense, adapters, MoE and MLA, memory, and for consumer and workstation cards; where a kind has fewer than four figures its factor is assumed.",
    "**Again.** `npm run fit` reads the records, writes `calibration.json` and `evidence/fitted.json`; `npm run accuracy` writes this page and its charts. Both give the same files each time.",
    `Calibration of ${calibration.asOf}: ${calibration.source}.`,
  ].join("\n\n");
}
