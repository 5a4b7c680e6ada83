import type { Question } from "../doubt/ask.ts";
import type { Issue } from "../issue.ts";
import type { Link } from "../machine/cluster.ts";
import type { Machine } from "../money/offer.ts";
import type { Lengths } from "../run/work.ts";
import { evaluate, setupOf } from "./candidate.ts";
import { type Offering, offerings } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import { priceStale } from "./warnings.ts";

/** A plan as it is if a fact is so. */
export interface Answer {
  readonly request: PlanRequest;
  readonly offering: Offering;
  readonly stale: boolean;
}

/** A fact of the reader's world that a plan doesn't choose and the job doesn't say. `answers`: the plan estimated again under each. */
export interface OpenFact {
  readonly question: Question;
  readonly path: string;
  readonly options: readonly string[];
  readonly answers: readonly Answer[];
}

export interface Known {
  /** All machines of the catalogue: what connects such cards elsewhere. */
  readonly machines: readonly Machine[];
  /** The best way to run a request. */
  readonly solve: (request: PlanRequest) => Offering | null;
}

/** The same layout, estimated under a request that differs in a fact; nothing where it can't run so. */
function again(request: PlanRequest, o: Offering, machine: Machine = o.candidate.bench.machine): readonly Answer[] {
  const { bench, setup } = o.candidate;
  const moved = { ...bench, machine, cluster: { ...bench.cluster, node: machine.node } };
  const candidate = evaluate(moved, setupOf(moved, request, setup.layout), 0);
  if (candidate.step === null) return [];
  return offerings({ ...request, purchases: [o.purchase] }, [candidate]).map((offering) => ({
    request,
    offering,
    stale: priceStale(request, offering),
  }));
}

const PARTS = 64;

/**
 * Lengths of which only the mean is known, as unequal as instructions are: exponential, so that the standard deviation is the mean.
 * Source: Alpaca's median of 110 tokens beside a longest of 1,304 (lit-gpt's resource tables).
 */
export function unequal(mean: number): Lengths {
  const raw = Array.from({ length: PARTS }, (_, i) => -Math.log(1 - (i + 0.5) / PARTS));
  let total = 0;
  for (const x of raw) total += x;
  const sorted = raw.map((x) => (x * mean * PARTS) / total);
  return { sorted, mean, longest: Math.max(...sorted), uncertainty: 0 };
}

function dataFacts(request: PlanRequest, o: Offering): readonly OpenFact[] {
  const { work } = request;
  const { amount } = work;
  if (amount.kind !== "samples") return [];
  const { lengths } = amount;
  const withLengths = (other: Lengths): PlanRequest => ({ ...request, work: { ...work, amount: { ...amount, lengths: other } } });
  const facts: OpenFact[] = [];
  if (lengths.uncertainty > 0)
    facts.push({ question: "tokenizer", path: "data.file", options: [], answers: again(withLengths({ ...lengths, uncertainty: 0 }), o) });
  if (lengths.sorted.length === 0 && !request.objective?.rollout && o.candidate.bench.padding === "longest")
    facts.push({
      question: "lengths",
      path: "data.file",
      options: [],
      answers: [...again(request, o), ...again(withLengths(unequal(lengths.mean)), o)],
    });
  return facts;
}

/** The job's entry that a machine comes from. */
function entryOf(request: PlanRequest, machine: Machine): NonNullable<PlanRequest["owned"]>[number] | undefined {
  return request.owned?.find((entry) => entry.machines.includes(machine.id));
}

const GBIT = 1e9 / 8;

/** Links of one kind of place that other machines with the card have, each rate once. */
function linksElsewhere(all: readonly Machine[], card: string, of: (m: Machine) => Link | null): readonly Link[] {
  const byRate = new Map<number, Link>();
  for (const m of all) {
    const link = m.accelerator.id === card && !m.node.assumed ? of(m) : null;
    if (link) byRate.set(link.rate, link);
  }
  return [...byRate.values()].sort((a, b) => a.rate - b.rate);
}

/** Nobody trains over networks slower than the card's reference by more: instances that have them are meant for single nodes. */
const SLOWEST = 16;

/** What connects one's own machines, where it was assumed: as assumed, or as machines with the same card are connected elsewhere. */
function linkFacts(request: PlanRequest, o: Offering, known: Known): readonly OpenFact[] {
  const { machine, cluster } = o.candidate.bench;
  const { node } = machine;
  if (!machine.owned || !node.assumed || cluster.gpus === 1) return [];
  const between = cluster.nodes > 1;
  const own = between ? node.inter : node.intra;
  if (!own) return [];
  const others = linksElsewhere(known.machines, machine.accelerator.id, (m) => (between ? m.node.inter : m.node.intra)).filter(
    (link) => link.rate !== own.rate && (between ? SLOWEST * link.rate >= own.rate : link.kind !== own.kind),
  );
  if (others.length === 0) return [];
  const options = [own, ...others].map((l) => (between ? `${Math.round(l.rate / GBIT)}G ${l.kind}` : l.kind));
  const answers = others.flatMap((link) =>
    again(request, o, { ...machine, node: { ...node, ...(between ? { inter: link } : { intra: link }) } }),
  );
  return [
    {
      question: between ? "network" : "link",
      path: `${entryOf(request, machine)?.path ?? "where.owned"}.fabric`,
      options: [...new Set(options)],
      answers: [...again(request, o), ...answers],
    },
  ];
}

/** A name that several cards answer to, of hardware that the reader has. */
function cardFacts(request: PlanRequest, o: Offering, known: Known): readonly OpenFact[] {
  const { bench } = o.candidate;
  const entry = entryOf(request, bench.machine);
  if (!entry || entry.machines.length < 2) return [];
  const { gpus } = bench.cluster;
  const machines = request.machines.filter((m) => entry.machines.includes(m.id));
  const answers = machines.flatMap((m): readonly Answer[] => {
    const single: PlanRequest = { ...request, machines: [m], stacks: [bench.stack], gpus: { min: gpus, max: gpus } };
    const offering = known.solve(single);
    return offering ? [{ request: single, offering, stale: false }] : [];
  });
  return [{ question: "card", path: `${entry.path}.accelerator`, options: machines.map((m) => m.accelerator.id), answers }];
}

function priceFacts(request: PlanRequest, o: Offering): readonly OpenFact[] {
  if (o.cost === null || !priceStale(request, o)) return [];
  return [{ question: "price", path: "where.prices.file", options: [], answers: [{ request, offering: o, stale: false }] }];
}

/** Every fact that a plan leaves open. */
export function openFacts(request: PlanRequest, o: Offering, known: Known): readonly OpenFact[] {
  const all = [...dataFacts(request, o), ...linkFacts(request, o, known), ...cardFacts(request, o, known), ...priceFacts(request, o)];
  return all.filter((f) => f.answers.length > 0);
}

/** A plan that fits if its samples are equally long and doesn't if they are as unequal as usual: the job gave their mean only. */
export function lengthIssues(facts: readonly OpenFact[]): readonly Issue[] {
  const lengths = facts.find((f) => f.question === "lengths");
  const unlikely = lengths?.answers.find((a) => a.offering.candidate.pFits < 0.5);
  if (!unlikely) return [];
  const { memory, bench } = unlikely.offering.candidate;
  const gib = (bytes: number): number => Math.round(bytes / 2 ** 29) / 2;
  const values = { needGiB: gib(memory), capacityGiB: gib(bench.cluster.accelerator.memory) };
  return [{ code: "plan.lengths-unknown", severity: "warning", path: "data", values }];
}
