import type { Plan } from "@outlay/engine";
import { chance, count, gib, number, percent, type Say, span, time, usd } from "@outlay/charts";
import { reasonsOf } from "../answer/words.ts";

/** A line of the comparison. */
export interface Row {
  readonly name: string;
  readonly value: (p: Plan) => string;
  /** The number behind it, for the best and for differences; null unknown. */
  readonly of?: (p: Plan) => number | null;
  /** Which is the better. */
  readonly better?: "less" | "more";
}

export interface Group {
  readonly name: string;
  readonly rows: readonly Row[];
}

interface Piece {
  readonly id: string;
  readonly value: number | null;
}

/** A line for each piece that any of the plans has, in the order in which they are met. */
function pieceRows(
  plans: readonly Plan[],
  of: (p: Plan) => readonly Piece[],
  name: (id: string) => string,
  show: (n: number) => string,
  unknown: string,
): readonly Row[] {
  const ids = [...new Set(plans.flatMap((p) => of(p).map((piece) => piece.id)))];
  return ids.map((id): Row => {
    const has = (p: Plan): readonly Piece[] => of(p).filter((piece) => piece.id === id);
    const value = (p: Plan): number | null => {
      const found = has(p);
      return found.length === 0 || found.some((piece) => piece.value === null)
        ? null
        : found.reduce((sum, piece) => sum + (piece.value ?? 0), 0);
    };
    const text = (p: Plan): string => {
      const n = value(p);
      return n === null ? (has(p).length === 0 ? "–" : unknown) : show(n);
    };
    return { name: name(id), of: value, better: "less", value: text };
  });
}

function answerRows(say: Say): readonly Row[] {
  const at = say.language;
  const unknown = say("cli.unknown");
  return [
    { name: say("cli.why"), value: (p) => reasonsOf(say, p) },
    {
      name: say("cli.cost"),
      value: (p) => (p.costUsd ? usd(p.costUsd.p50, at) : unknown),
      of: (p) => p.costUsd?.p50 ?? null,
      better: "less",
    },
    { name: say("compare.cost-span"), value: (p) => (p.costUsd ? span(p.costUsd, (n) => usd(n, at)) : unknown) },
    { name: say("cli.time"), value: (p) => time(p.runSeconds.p50, at), of: (p) => p.runSeconds.p50, better: "less" },
    { name: say("compare.time-span"), value: (p) => span(p.runSeconds, (n) => time(n, at)) },
    { name: say("compare.gpu-hours"), value: (p) => number(p.gpuHours.p50, at, 2), of: (p) => p.gpuHours.p50, better: "less" },
    { name: say("compare.p-fits"), value: (p) => chance(p.pFits, at), of: (p) => p.pFits, better: "more" },
    { name: say("compare.rate"), value: (p) => count(p.tokensPerSecondPerGpu, at), of: (p) => p.tokensPerSecondPerGpu, better: "more" },
    { name: say("compare.mfu"), value: (p) => percent(p.mfu, at), of: (p) => p.mfu, better: "more" },
    {
      name: say("cli.energy-name"),
      value: (p) => (p.energy ? `${number(p.energy.kwh.p50, at, 2)} kWh` : unknown),
      of: (p) => p.energy?.kwh.p50 ?? null,
      better: "less",
    },
  ];
}

function machineRows(say: Say): readonly Row[] {
  const at = say.language;
  const layout = ({ layout: l }: Plan): string => `dp ${l.dp} · tp ${l.tp} · pp ${l.pp} · cp ${l.cp} · ep ${l.ep}`;
  return [
    { name: say("page.card"), value: (p) => p.accelerator },
    { name: say("cli.gpus"), value: (p) => number(p.gpus, at) },
    { name: say("list.provider"), value: (p) => (p.provider === "owned" ? say("purchase.owned") : `${p.provider} ${p.instanceType}`) },
    { name: say("list.region"), value: (p) => (p.region === "*" ? say("change.any") : (p.region ?? "")) },
    { name: say("list.terms"), value: (p) => say(`purchase.${p.purchase}`) },
    { name: say("field.stack"), value: (p) => p.stack },
    { name: say("field.training.precision"), value: (p) => p.precision },
    { name: say("field.training.optimizer"), value: (p) => p.optimizer },
    { name: say("field.training.globalBatch"), value: (p) => number(p.globalBatch, at) },
    { name: say("field.training.microBatch"), value: (p) => number(p.layout.microBatch, at) },
    { name: say("room.layout"), value: layout },
    { name: say("field.layout.sharding"), value: (p) => p.layout.sharding },
    { name: say("field.training.recompute"), value: (p) => p.layout.recompute },
  ];
}

/** Everything that plans are compared in. */
export function groupsOf(say: Say, plans: readonly Plan[]): readonly Group[] {
  const at = say.language;
  const unknown = say("cli.unknown");
  const memory: Row = {
    name: say("compare.of-capacity"),
    value: (p) => `${gib(p.memoryBytes.p50, at)} / ${gib(p.memoryBytes.capacity, at)}`,
    of: (p) => p.memoryBytes.p50 / p.memoryBytes.capacity,
    better: "less",
  };
  const parts = pieceRows(
    plans,
    (p) => p.memoryBytes.parts,
    (id) => say.id("memory", id),
    (n) => gib(n, at),
    unknown,
  );
  const bill = pieceRows(
    plans,
    (p) => p.bill.map((l) => ({ id: l.id, value: l.costUsd })),
    (id) => say.id("bill", id),
    (n) => usd(n, at),
    unknown,
  );
  const run = pieceRows(
    plans,
    (p) => p.runSeconds.parts,
    (id) => say.id("run", id),
    (n) => time(n, at),
    unknown,
  );
  return [
    { name: say("page.answer"), rows: answerRows(say) },
    { name: say("cli.machine"), rows: machineRows(say) },
    { name: say("cli.memory"), rows: [memory, ...parts] },
    { name: say("cli.bill"), rows: bill },
    { name: say("cli.run"), rows: run },
  ];
}

/** The best of a line by its number; null where there is nothing to choose. */
export function bestOf(row: Row, plans: readonly Plan[]): number | null {
  const values = plans.flatMap((p) => row.of?.(p) ?? []);
  if (!row.better || values.length < 2) return null;
  return row.better === "less" ? Math.min(...values) : Math.max(...values);
}

/** How far a number is from that of the first plan; empty where that says nothing. */
export function byFirst(say: Say, row: Row, first: Plan, p: Plan): string {
  const [from, to] = [row.of?.(first) ?? null, row.of?.(p) ?? null];
  if (p === first || from === null || to === null || from <= 0) return "";
  const r = to / from;
  if (Math.abs(r - 1) < 5e-3) return "";
  return r >= 2 ? `×${r.toPrecision(r >= 10 ? 3 : 2)}` : `${r > 1 ? "+" : "−"}${percent(Math.abs(r - 1), say.language)}`;
}
