import {
  type BatchResult,
  type LearningResult,
  PENALTY,
  type Plan,
  type RateResult,
  type SettingResult,
  type SweepResult,
} from "@outlay/engine";
import { count, hanging, percent, quantity, time, usd, whole, wrap } from "./format.ts";
import { chance, type Look, type Say, sayer, spanOf } from "./words.ts";

const nats = (loss: number): string => loss.toFixed(2);
const rate = (value: number): string => value.toExponential(1).replace(".0e", "e");
const times = (factor: number): string => String(Number(factor.toPrecision(3)));
/** A small share: below a hundredth with its digits. */
const fine = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

const joined = (say: Say, parts: readonly string[]): string => parts.filter((part) => part !== "").join(say("cli.semicolon"));

function amount(say: Say, l: LearningResult): string {
  const passes = l.passes !== null && l.passes > 1.001 ? l.passes : null;
  const unique = passes === null ? "" : say("learning.passes", { passes: times(passes), unique: count(l.tokens.value / passes) });
  const worth = Math.abs(l.effectiveTokens.value / l.tokens.value - 1) > 0.001;
  const best = l.computeOptimalTokens;
  const ratio = best ? l.tokensPerParameter * (best.value / l.tokens.value) : 0;
  return joined(say, [
    l.batch
      ? say("learning.tokens", { tokens: count(l.tokens.value), ratio: times(l.tokensPerParameter) })
      : say("cli.tokens", { tokens: count(l.tokens.value) }),
    unique,
    worth ? say("learning.worth", { tokens: count(l.effectiveTokens.value) }) : "",
    best ? say("learning.compute-optimal", { tokens: count(best.value), ratio: times(ratio) }) : "",
  ]);
}

function loss(say: Say, l: LearningResult, p: Plan): string {
  if (!l.loss) return say(p.method === "continue" ? "learning.no-law-continued" : "learning.no-law");
  const { p10, p50, p90, law, others, extrapolated } = l.loss;
  const list = others.map((o) => `${say(`law.${o.id}`)} ${nats(o.value)}`).join(say("cli.comma"));
  return joined(say, [
    say("learning.nats", { loss: nats(p50), low: nats(p10), high: nats(p90), law: say(`law.${law}`) }),
    extrapolated ? say("learning.extrapolated") : "",
    say("learning.others", { list }),
  ]);
}

function nextPass(say: Say, l: LearningResult): string {
  if (!l.nextPass) return "";
  const { worth, lossDrop, costUsd } = l.nextPass;
  return joined(say, [
    say("learning.next-worth", { percent: percent(worth.value) }),
    lossDrop === null ? "" : say("learning.next-loss", { drop: lossDrop.toPrecision(2) }),
    costUsd === null ? "" : say("learning.next-cost", { usd: usd(costUsd) }),
  ]);
}

function excess(say: Say, s: SettingResult): string {
  const share = s.excessLoss?.value ?? 0;
  if (share < 0.0005) return "";
  if (!s.tokensFactor) return say("learning.excess-only", { percent: fine(share) });
  return say("learning.excess", { percent: fine(share), times: times(s.tokensFactor.p50) });
}

function batch(say: Say, b: BatchResult): string {
  return joined(say, [
    say("learning.batch-best", { tokens: count(b.value), best: count(b.best), low: count(b.low), high: count(b.high) }),
    b.measured ? say("learning.batch-measured", { critical: count(b.measured.value) }) : "",
    say("learning.batch-critical", { critical: count(b.critical), low: count(b.criticalLow), high: count(b.criticalHigh) }),
    say("learning.batch-cost", { percent: percent(b.tokensOverLeast.value - 1) }),
    excess(say, b),
  ]);
}

function learningRate(say: Say, r: RateResult): string {
  const around = { value: rate(r.value), best: rate(r.best), low: rate(r.low), high: rate(r.high) };
  const off = r.pDiverges !== null && r.pDiverges > 0.005;
  return joined(say, [
    say(r.given ? "learning.rate-best" : "learning.rate-around", around),
    r.atBatch ? say("learning.rate-at-batch", { value: rate(r.atBatch.value) }) : "",
    excess(say, r),
    off ? say("learning.diverges", { percent: chance(r.pDiverges ?? 0) }) : "",
    off && r.rerunUsd !== null ? say("learning.rerun", { usd: usd(r.rerunUsd) }) : "",
  ]);
}

/** Beyond this many times the tokens nothing is made up for in practice. */
const MANY = 100;

/** What a rate four times too low or too high would cost. */
function ifOff(say: Say, r: RateResult): string {
  const far = r.ifOff.filter((o) => o.ratio === 0.25 || o.ratio === 4);
  return joined(
    say,
    far.map((o) => {
      const { p10, p50, p90 } = o.excessLoss;
      const loss = { percent: fine(p50), low: fine(p10), high: fine(p90) };
      const cost =
        o.tokensFactor === null || o.tokensFactor > MANY
          ? say("learning.if-off-only", loss)
          : say("learning.if-off", { ...loss, times: times(o.tokensFactor) });
      const wild = o.pDiverges > 0 ? `${say("cli.comma")}${say("learning.diverges", { percent: chance(o.pDiverges) })}` : "";
      return `${say(o.ratio < 1 ? "learning.too-low" : "learning.too-high")}${say("cli.colon")}${cost}${wild}`;
    }),
  );
}

function schedule(say: Say, l: LearningResult, p: Plan): string {
  const s = l.schedule;
  if (!s) return "";
  const known = s.tokensFactor === null ? "learning.schedule-unknown" : "learning.schedule-same";
  return joined(say, [
    s.kind === null ? "" : say(known, { schedule: s.kind }),
    s.warmupSteps === null ? "" : say("learning.warmup", { steps: whole(s.warmupSteps), percent: percent(s.warmupSteps / p.steps) }),
  ]);
}

/** Nats with what digits say something. */
const small = (value: number): string => (value < 1e-4 ? "< 0.0001" : `+${value < 0.01 ? value.toFixed(4) : value.toFixed(2)}`);

function quantised(say: Say, l: LearningResult): string {
  const q = l.quantised;
  if (!q) return "";
  const list = q.losses.map(({ bits, nats: more }) => say("learning.quantised-to", { bits, nats: small(more) })).join(say("cli.comma"));
  return joined(say, [say("learning.quantised-after", { list }), q.extrapolated ? say("learning.quantised-beyond") : ""]);
}

function serving(say: Say, l: LearningResult): string {
  const s = l.serving;
  if (!s) return "";
  return say("learning.serving-best", { parameters: count(s.parameters), tokens: count(s.tokens), percent: percent(s.computeShare) });
}

function horizons(say: Say, l: LearningResult): string {
  const h = l.horizons;
  return h ? say("learning.horizons-cost", { cosine: times(h.cosine), wsd: times(h.wsd) }) : "";
}

function earlyStop(say: Say, l: LearningResult): string {
  const e = l.earlyStop;
  if (!e) return "";
  return joined(say, [
    say("learning.stops", { step: whole(e.step), percent: percent(e.saving), time: time(e.savingSeconds) }),
    e.savingUsd === null ? "" : say("learning.stops-usd", { usd: usd(e.savingUsd) }),
    say("learning.not-applied"),
  ]);
}

/** How much training the plan is, line by line; what isn't known is said or left out. */
export function learning(v: Look, p: Plan): string {
  const say = sayer(v);
  const l = p.learning;
  const over = l.computeOverLeast?.value ?? 1;
  const lines: readonly (readonly [string, string])[] = [
    ["amount", amount(say, l)],
    ["loss", loss(say, l, p)],
    ["size", over > 1.01 ? say("learning.over-least", { percent: percent(over - 1) }) : ""],
    ["next-pass", nextPass(say, l)],
    ["start", l.transferFactor ? say("learning.transfer", { times: times(l.transferFactor.value) }) : ""],
    ["batch", l.batch ? batch(say, l.batch) : ""],
    ["rate", learningRate(say, l.learningRate)],
    ["if-off-label", ifOff(say, l.learningRate)],
    ["decay", l.weightDecay ? say("learning.decay-best", { value: times(Number(l.weightDecay.value.toPrecision(2))) }) : ""],
    ["schedule", schedule(say, l, p)],
    ["horizons", horizons(say, l)],
    ["serving", serving(say, l)],
    ["overfitting", l.overfitting ? say("learning.not-before", { step: whole(l.overfitting.value) }) : ""],
    ["early-stop", earlyStop(say, l)],
    ["quantised", quantised(say, l)],
  ];
  const shown = hanging(
    lines.filter(([, text]) => text !== "").map(([id, text]) => [say(`learning.${id}`), text]),
    v.width,
  );
  return [shown, ...sources(v, say, l)].join("\n");
}

/** Who says what of a pre-training; the rule of a fine-tune's learning rate stands under the settings. */
function sources(v: Look, say: Say, l: LearningResult): readonly string[] {
  const from: readonly (readonly [string, string | undefined])[] = [
    ["loss", l.loss?.why.source],
    ["start", l.transferFactor?.why.source],
    ["batch", l.batch ? `${l.batch.source}; ${l.batch.criticalLaws[0]?.source ?? ""}` : undefined],
    ["if-off-label", l.learningRate.ifOff.length > 0 ? PENALTY : undefined],
    ["decay", l.weightDecay?.why.source],
    ["next-pass", l.nextPass?.worth.why.source],
    ["schedule", l.schedule?.source],
    ["serving", l.serving?.why.source],
    ["overfitting", l.overfitting?.why.source],
    ["quantised", l.quantised?.why.source],
  ];
  return from.flatMap(([id, source]) =>
    source === undefined ? [] : [v.paint.dim(wrap(`${say(`learning.${id}`)}${say("cli.colon")}${source}`, v.width, "  "))],
  );
}

/** The search beside the single run, in one line. */
export function sweepLine(v: Look, s: SweepResult): string {
  const say = sayer(v);
  const unknown = say("cli.unknown");
  return say("sweep.line", {
    kind: say(`sweep.kind.${s.kind}`),
    trials: whole(s.trials),
    hours: quantity(s.gpuHours.p50),
    cost: s.costUsd ? usd(s.costUsd.p50) : unknown,
    time: time(s.runSeconds.p50),
    workers: whole(s.workers),
    total: s.withRunUsd ? usd(s.withRunUsd.p50) : unknown,
  });
}

function rungs(say: Say, s: SweepResult): readonly (readonly [string, string])[] {
  return s.brackets
    .filter((bracket) => bracket.length > 1)
    .map((bracket) => [
      say("sweep.rungs"),
      bracket.map((r) => say("sweep.rung", { trials: whole(r.trials), percent: fine(r.upTo) })).join(say("cli.comma")),
    ]);
}

function money(say: Say, s: SweepResult): readonly (readonly [string, string])[] {
  if (!s.costUsd) return [[say("sweep.cost"), say("cli.unknown")]];
  const full = s.fullCostUsd !== null && s.fullCostUsd > 1.01 * s.costUsd.p50 ? say("sweep.cost-full", { cost: usd(s.fullCostUsd) }) : "";
  const early = s.earlyStopUsd === null ? "" : say("sweep.early-stop", { usd: usd(s.earlyStopUsd) });
  const cost = say("sweep.cost-span", { cost: usd(s.costUsd.p50), span: spanOf(say, s.costUsd, usd) });
  const total = s.withRunUsd ? say("sweep.cost-span", { cost: usd(s.withRunUsd.p50), span: spanOf(say, s.withRunUsd, usd) }) : "";
  return [
    [say("sweep.cost"), joined(say, [cost, full, early])],
    [say("sweep.with-run"), total],
  ];
}

/** A search in full: trials, work, time, money, what is expected of it. */
export function sweepRows(v: Look, s: SweepResult): string {
  const say = sayer(v);
  const space = s.space.map((d) => `${d.name} ${whole(d.count)}`).join(say("cli.comma"));
  const hours = { hours: quantity(s.gpuHours.p50), low: quantity(s.gpuHours.p10), high: quantity(s.gpuHours.p90) };
  const saved =
    s.runs < 0.99 * s.fullRuns ? say("sweep.saved", { percent: percent(1 - s.runs / s.fullRuns), full: whole(s.fullRuns) }) : "";
  const early = s.brackets.some((bracket) => bracket.length > 1)
    ? say("sweep.regret-early")
    : s.kind === "mu-transfer"
      ? say("sweep.regret-proxy")
      : "";
  const regret = s.regret
    ? joined(say, [
        say("sweep.regret-of", { median: s.regret.median === 0 ? "< 0.1 %" : fine(s.regret.median), p90: fine(s.regret.p90) }),
        early,
      ])
    : say("sweep.regret-unknown");
  const rows: readonly (readonly [string, string])[] = [
    [say("sweep.space"), space],
    [say("sweep.trials"), whole(s.trials)],
    [say("sweep.each"), say("sweep.each-share", { percent: fine(s.trialShare), tokens: count(s.trialTokens) })],
    ...rungs(say, s),
    [say("sweep.work"), joined(say, [say("sweep.runs", { runs: times(s.runs), ...hours }), saved])],
    [
      say("sweep.wall"),
      say("sweep.wall-on", { time: time(s.runSeconds.p50), span: spanOf(say, s.runSeconds, time), workers: whole(s.workers) }),
    ],
    ...money(say, s),
    [say("sweep.regret"), regret],
    [
      say("learning.rate"),
      s.bestRate && s.trialShare < 1 && s.kind !== "mu-transfer" ? say("sweep.best-rate", { value: rate(s.bestRate.value) }) : "",
    ],
    [say("sweep.diverging"), s.divergedShare === null ? "" : say("sweep.diverge-share", { percent: percent(s.divergedShare) })],
  ];
  const shown = hanging(
    rows.filter(([, text]) => text !== ""),
    v.width,
  );
  return `${shown}\n${v.paint.dim(`  ${s.why.source}`)}`;
}
