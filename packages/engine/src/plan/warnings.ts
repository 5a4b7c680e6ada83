import type { Issue } from "../issue.ts";
import { spotTerms } from "../run/spot.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";

const DAY_MS = 86_400_000;
const STALE_DAYS = 30;

/** Days between two ISO dates (day, month or year precision); null when either can't be read. */
export function ageInDays(asOf: string | null, today: string): number | null {
  const read = (text: string): number => {
    const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(text);
    if (!match) return Number.NaN;
    const [, year, month, day] = match;
    const y = Number(year);
    const m = Number(month ?? 1);
    const leapDays = Math.floor((y + 3) / 4) - Math.floor((y + 99) / 100) + Math.floor((y + 399) / 400);
    const own = m > 2 && y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 1 : 0;
    const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    return (365 * y + leapDays + own + (before[m - 1] ?? 0) + Number(day ?? 1)) * DAY_MS;
  };
  if (asOf === null) return null;
  const days = (read(today) - read(asOf)) / DAY_MS;
  return Number.isFinite(days) ? days : null;
}

/** A price is stale when it is undated or older than 30 days. Prices of one's own don't age. */
export function priceStale(request: PlanRequest, o: Offering): boolean {
  if (o.candidate.bench.machine.owned) return false;
  const age = ageInDays(o.price?.asOf ?? null, request.today);
  return age === null || age > STALE_DAYS;
}

type Say = (code: string, values?: Issue["values"], severity?: Issue["severity"]) => void;

/** That spot instances are taken away: not counted, or by rates that weren't measured on this card. */
function sayOfSpot(request: PlanRequest, o: Offering, say: Say): void {
  const { machine, cluster } = o.candidate.bench;
  const { provider } = machine;
  const terms = spotTerms(request.spot, provider, cluster.accelerator.id);
  if (!terms) return say("plan.spot-interruptions", { provider });
  if (terms.accelerator === cluster.accelerator.id) return;
  const hours = (seconds: number): number => Math.round(seconds / 360) / 10;
  const { value, low, high } = terms.lifetime;
  const percent = Math.round(100 * terms.availability.value);
  say("plan.spot-assumed", { provider, hours: hours(value), low: hours(low), high: hours(high), percent, source: terms.source }, "note");
}

/** What the reader of one plan must know beside its numbers. */
export function planIssues(request: PlanRequest, o: Offering): readonly Issue[] {
  const { bench, setup } = o.candidate;
  const { machine, cluster } = bench;
  const issues: Issue[] = [];
  const say: Say = (code, values = {}, severity = "warning") => {
    issues.push({ code, severity, path: "", values });
  };
  if (o.cost === null) say("plan.no-price", { machine: machine.instanceType });
  else if (o.price?.doubt) say(`plan.price-${o.price.doubt}`, { provider: machine.provider });
  else if (priceStale(request, o)) {
    const asOf = o.price?.asOf ?? null;
    if (asOf === null) say("plan.undated-price", { provider: machine.provider });
    else say("plan.stale-price", { provider: machine.provider, asOf });
  }
  if (!machine.owned && cluster.nodes > 1) say("plan.availability-unknown", { nodes: cluster.nodes });
  if (machine.node.assumed && cluster.gpus > 1) say("plan.link-assumed", { machine: machine.instanceType });
  if (o.candidate.pFits < 0.9) say("plan.tight", { percent: Math.round(100 * o.candidate.pFits) });
  if (bench.precision !== "bf16" && request.training.precision === null)
    say("plan.no-bf16", { accelerator: cluster.accelerator.name, precision: bench.precision });
  if (o.purchase === "spot") sayOfSpot(request, o, say);
  if (request.run.checkpointContent !== "full" && Number.isFinite(o.run.interruptions.mtbf))
    say("plan.not-resumable", { content: request.run.checkpointContent });
  if (bench.resolved.set === "few") say("plan.unmeasured", { accelerator: cluster.accelerator.name, stack: bench.stack.name }, "note");
  if (request.objective?.rollout) say("plan.generation-unmeasured", {}, "note");
  if (setup.layout.offload !== "none") say("plan.offload", { offload: setup.layout.offload });
  if (o.bill.some((l) => l.costUsd === null && l.id === "transfer"))
    say("plan.transfer-unpriced", { provider: request.data.at?.provider ?? "" }, "note");
  if (o.bill.some((l) => l.costUsd === null && (l.id === "storage" || l.id === "egress")))
    say("plan.unpriced-lines", { provider: machine.provider }, "note");
  return issues;
}

/** What holds for every plan of the request. */
export function requestIssues(request: PlanRequest): readonly Issue[] {
  const issues: Issue[] = [];
  const { model, work } = request;
  const most = model.architecture.maxPositions;
  if (most !== null && work.sequence > most) {
    issues.push({
      code: "plan.sequence-beyond-model",
      severity: "warning",
      path: "training.sequence",
      values: { sequence: work.sequence, most },
    });
  }
  if (model.architecture.ssm)
    issues.push({ code: "plan.state-space-unmeasured", severity: "warning", path: "model", values: { model: model.name } });
  if (!model.verified) issues.push({ code: "plan.model-unverified", severity: "note", path: "model", values: { model: model.name } });
  if (work.amount.kind === "samples" && work.amount.lengths.longest > work.sequence) {
    const { sorted } = work.amount.lengths;
    const cut = sorted.filter((l) => l > work.sequence).length / Math.max(1, sorted.length);
    issues.push({
      code: "plan.samples-cut",
      severity: "warning",
      path: "training.sequence",
      values: { sequence: work.sequence, percent: Math.round(1000 * cut) / 10 },
    });
  }
  return issues;
}
