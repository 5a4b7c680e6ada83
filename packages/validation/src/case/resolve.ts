import { calibration as shipped } from "@outlay/catalog";
import { type Calibration, resolveConstants, sigmaOf } from "@outlay/engine";
import { type Branch, branchesOf } from "../layout/branches.ts";
import { cardOf } from "../machine/card.ts";
import { stackOf } from "../method/framework.ts";
import { asStacked, methodOf, withMethod } from "../method/method.ts";
import { shapeOf } from "../model/shape.ts";
import { flopCount } from "../predict/flop.ts";
import { extraText, positive } from "../record/amounts.ts";
import type { EvidenceRecord } from "../record/record.ts";
import { amountOf } from "../run/amount.ts";
import { lengthOf } from "../run/length.ts";
import { readConvention, type SourceRule, sourceOf, sourceRule } from "../source/source.ts";
import type { Case, Skip } from "./case.ts";
import { hoursOf } from "./hours.ts";
import { type Obstacles, outcomesOf } from "./outcomes.ts";
import { usdPerHourOf } from "./price.ts";
import { readingOf } from "./reading.ts";
import { type Parts, settle } from "./settle.ts";
import { strataOf } from "./strata.ts";

const NO_OBSTACLES: Obstacles = { time: null, memory: null, hours: null };

/** Stands for the card where a record measures memory and names none. */
const STAND_IN = "A100-SXM-80GB";

function skippedCase(r: EvidenceRecord, rule: SourceRule, skipped: Skip): Case {
  return {
    id: r.id,
    source: sourceOf(r.id),
    sourceGroup: rule.group,
    ...labels(r),
    task: "pretrain",
    strata: [],
    branches: [],
    outcomes: outcomesOf(r, rule, NO_OBSTACLES),
    reading: "device",
    flops: null,
    amount: { steps: null, tokens: null },
    hours: "run",
    usdPerHour: null,
    capacity: null,
    memorySigma: 0,
    assumed: [],
    skipped,
  };
}

function labels(r: EvidenceRecord): { suspect?: string; twin?: string } {
  return { ...(r.suspect ? { suspect: r.suspect } : {}), ...(r.twin ? { twin: r.twin } : {}) };
}

/** Figures that hold more than training steps: sampling, reward and reference models. */
function isReinforcement(r: EvidenceRecord): boolean {
  return (
    extraText(r.measured_extra, "rlhf_type") !== "" ||
    /step[23]|ppo|grpo|-rl$|\/rl\b/i.test(r.id) ||
    /RL stage|\bDPO\b/.test(r.model?.name ?? "")
  );
}

/** Year of the software: the source's, else of the publication. */
function yearOf(r: EvidenceRecord, rule: SourceRule): number {
  const stated = Number.parseInt((r.source?.date ?? "").slice(0, 4), 10);
  return rule.year ?? (stated >= 2015 && stated <= 2100 ? stated : 2024);
}

function early(r: EvidenceRecord, rule: SourceRule): Skip | null {
  if (outcomesOf(r, rule, NO_OBSTACLES).length === 0) return { kind: "measure", reason: "the record measures nothing" };
  if (isReinforcement(r)) return { kind: "measure", reason: "the figure holds generation, reward or reference models" };
  return null;
}

function obstacles(p: Parts, at: { cardKnown: boolean }): Obstacles {
  const card: Skip | null = at.cardKnown ? null : { kind: "card", reason: "no card is named" };
  const hours: Skip | null = p.rule.hoursHold ? { kind: "measure", reason: `the hours hold ${p.rule.hoursHold}` } : null;
  return { hours, time: card, memory: null };
}

function partsOf(r: EvidenceRecord, rule: SourceRule): (Parts & { cardKnown: boolean; assumed: readonly string[] }) | Skip {
  const named = (r.hardware?.gpu ?? "").trim();
  const card = cardOf(named);
  const found = card ?? cardOf(STAND_IN);
  if (!found || (card === null && named !== "" && !/gpu|card|\/|>/i.test(named)))
    return { kind: "card", reason: `no card is called "${named}"` };
  const method = methodOf(r, rule.adapterDropout);
  if (!method) return { kind: "method", reason: `no method is called "${r.method ?? ""}"` };
  const pretrain = method.task === "pretrain";
  const shape = shapeOf(r.model ?? {}, { mtp: pretrain && rule.mtp === true, padded: pretrain });
  if (!shape) return { kind: "shape", reason: `the shape of ${r.model?.name ?? "the model"} is not known` };
  const { accelerator } = found;
  const stack = stackOf({
    framework: r.framework ?? "",
    id: r.id,
    kernels: r.training?.kernels ?? "",
    sharding: r.parallel?.sharding ?? "",
    vendor: accelerator.vendor,
    pretrain,
    adapter: method.method.lora !== null,
  });
  if (!stack) return { kind: "method", reason: "no software stands for this run" };
  return {
    r,
    rule,
    accelerator,
    stack: stack.stack,
    method: { ...method, method: asStacked(method.method, stack.stack.id) },
    shape,
    length: lengthOf(r, rule),
    year: yearOf(r, rule),
    cardKnown: card !== null,
    assumed: [...found.assumed, ...method.assumed, ...shape.assumed, ...stack.assumed],
  };
}

/** Log-sd of the memory estimate on this card and stack. */
function memorySigma(b: Branch, calibration: Calibration): number {
  return sigmaOf(resolveConstants(calibration, b.accelerator, b.stack, b.compile).spreads.memory);
}

/**
 * Makes a record ready to be estimated with exactly what it states. What it leaves open becomes a weighted branch or a default said in `assumed`;
 * what cannot be had becomes a skip. No measured outcome is looked at.
 */
export function resolve(record: EvidenceRecord, calibration: Calibration = shipped): Case {
  const { r, assumed } = withMethod(record);
  const rule = sourceRule(r.id);
  const skip = early(r, rule);
  if (skip) return skippedCase(r, rule, skip);
  const p = partsOf(r, rule);
  if ("kind" in p) return skippedCase(r, rule, p);
  const s = settle(p);
  const branches = branchesOf(s.settled, calibration);
  const [first] = branches;
  if (!first) return skippedCase(r, rule, { kind: "layout", reason: "no layout is possible" });
  const { setup } = first;
  const checked = readConvention(r.notes ?? "");
  const convention = (p.method.method.lora ? rule.adapterConvention : undefined) ?? checked ?? rule.convention;
  const activeStated = checked?.attention === "none" && p.shape.table.architecture.moe ? (positive(r.model?.active_params) ?? null) : null;
  const { cluster } = setup;
  const hours = hoursOf(r, p.rule);
  const amount = amountOf(r, { globalBatch: s.globalBatch, mean: p.length.mean });
  const complete = hours === "run" && p.method.task === "pretrain" && amount.tokens !== null;
  return {
    id: r.id,
    source: sourceOf(r.id),
    sourceGroup: rule.group,
    ...labels(r),
    task: p.method.task,
    strata: strataOf({
      task: p.method.task,
      setup,
      precision: r.training?.precision ?? "",
      flags: [
        ...p.method.flags,
        ...(p.length.mean === null ? ["length-cap"] : []),
        ...(p.length.unknown ? ["length-unknown"] : []),
        ...(s.batchStated ? [] : ["batch-unknown"]),
        ...(complete ? ["complete-run"] : []),
      ],
    }),
    branches,
    outcomes: outcomesOf(r, rule, obstacles(p, { cardKnown: p.cardKnown })),
    reading: readingOf(r, rule),
    flops: convention ? flopCount(setup, convention, { peaks: rule.peaks ?? {}, recompute: setup.layout.recompute, activeStated }) : null,
    amount,
    hours,
    usdPerHour: usdPerHourOf(r, { gpus: cluster.gpus, nodes: cluster.nodes }),
    capacity: p.cardKnown ? p.accelerator.memory : null,
    memorySigma: memorySigma(first, calibration),
    assumed: [...assumed, ...p.assumed, ...p.length.assumed, ...s.assumed, ...(rule.note ? [rule.note] : [])],
  };
}
