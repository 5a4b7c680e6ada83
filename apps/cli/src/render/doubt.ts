import type { Ask, MeasuredFigure, Plan, SimilarRun } from "@outlay/engine";
import { withCommas, wrap } from "./format.ts";
import { type Look, type Say, sayer } from "./words.ts";

/** Three digits, in thousands where there are more. */
function figure(n: number): string {
  return withCommas(String(Number(n.toPrecision(3))));
}

function measured(say: Say, f: MeasuredFigure | null): readonly string[] {
  if (!f) return [];
  const scale = f.quantity === "mfu" ? 100 : 1;
  const shown = (n: number): string => figure(scale * n);
  const { p10, p50, p90 } = f.predicted;
  return [say(`like.${f.quantity}`, { measured: shown(f.measured), predicted: shown(p50), low: shown(p10), high: shown(p90) })];
}

/** Features named as what two runs differ in most. */
const NAMED = 3;

/** Features that tell of one thing: the largest of their differences speaks for it. */
const THINGS: readonly (readonly SimilarRun["differences"][number]["id"][])[] = [
  ["vendor", "generation", "accelerator", "peak", "bandwidth"],
  ["stackClass", "stack"],
  ["active", "parameters", "hidden", "layers"],
  ["sequence", "longest"],
  ["kind", "base", "trained"],
  ["pp", "virtualPp"],
];

function apart(say: Say, r: SimilarRun): string {
  const told = new Set<unknown>();
  const most = r.differences
    .toSorted((a, b) => b.value - a.value)
    .filter(({ id }) => {
      const thing = THINGS.find((ids) => ids.includes(id)) ?? id;
      return !told.has(thing) && told.add(thing);
    })
    .slice(0, NAMED);
  if (most.length === 0) return say("like.same");
  return say("like.differs", { list: most.map((d) => say(`feature.${d.id}`)).join(say("cli.comma")) });
}

function line(v: Look, say: Say, r: SimilarRun, stackName: (id: string) => string): string {
  const { features: f } = r;
  const run = say("like.run", {
    model: r.model,
    method: f.kind,
    gpus: f.gpus,
    accelerator: f.accelerator,
    sequence: Math.round(f.sequence),
    stack: stackName(f.stack),
  });
  const figures = [...measured(say, r.time), ...measured(say, r.memory)].join(say("cli.semicolon"));
  const origin = `${r.source}${r.date === null ? "" : `, ${r.date}`}`;
  return [wrap(say("like.line", { run, figures, origin }), v.width, "  "), v.paint.dim(wrap(apart(say, r), v.width, "    "))].join("\n");
}

/** Published runs near to a plan, or that there are none; nothing where none were asked for. */
export function similarLines(v: Look, p: Plan, stackName: (id: string) => string): string {
  const say = sayer(v);
  if (!p.similar) return "";
  if (p.similar.length === 0) return wrap(say("like.none"), v.width, "  ");
  return p.similar.map((r) => line(v, say, r, stackName)).join("\n");
}

/** The one answer that would narrow a plan's ranges most, and by how much. */
export function askLines(v: Look, ask: Ask | null): string {
  if (!ask) return "";
  const say = sayer(v);
  const { quantity, from, to } = ask.narrows;
  const question = say(`ask.${ask.question}`, { path: ask.path, options: ask.options.join(say("cli.comma")) });
  const effect = say(`ask.narrows-${quantity}`, { from: from.toFixed(2), to: to.toFixed(2) });
  return wrap(say("ask.line", { question, effect }), v.width, "  ");
}
