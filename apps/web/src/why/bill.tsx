import type { Plan } from "@outlay/engine";
import { span } from "@outlay/charts";
import { at, type Explanation, explanationOf, rootOf, type Value } from "@outlay/schema";
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { groundsTo } from "../client.ts";
import type { Asked } from "../engine/answer.ts";
import type { Grounds } from "../engine/facts.ts";
import { language, useSay } from "../language.ts";
import { Opening } from "../shell/opening.tsx";
import { answeredTo, result } from "../state.ts";
import { exact, labelOf, shown } from "./numbers.ts";

interface NodeProps {
  readonly name: ComponentChildren;
  readonly value: string;
  readonly note?: string;
  readonly open?: boolean;
  readonly children: () => ComponentChildren;
}

/** A number that opens to what it is made of. */
function Node({ name, value, note, open = false, children }: NodeProps): JSX.Element {
  const summary = (
    <>
      <span>{name}</span>
      <b>{value}</b>
      {note === undefined ? null : <small>{note}</small>}
    </>
  );
  return <Opening class="node" open={open} summary={summary} inside={() => <div class="inner">{children()}</div>} />;
}

interface OfProps {
  readonly root: Value;
  readonly path: string;
}

/** Lines of the bill that no price is known of: they are in no sum, and told all the same. */
function unknownLines(root: Value, { path }: Explanation): readonly Explanation[] {
  const lines = path === "plans.0.costUsd.p50" ? at(root, ["plans", "0", "bill"]) : [];
  if (!Array.isArray(lines)) return [];
  return lines.flatMap((_, i) => {
    const cost = ["plans", "0", "bill", String(i), "costUsd"];
    const e = at(root, cost) === null ? explanationOf(root, cost, language.value) : null;
    return e ? [e] : [];
  });
}

/** Formula, source, date and the number to the digit; then each input, to be opened in turn. */
function Inside({ root, path }: OfProps): JSX.Element {
  const say = useSay();
  const at = language.value;
  // Each number is explained when it is opened, with all its inputs, even where they stand elsewhere too.
  const e = useMemo(() => explanationOf(root, path.split("."), at), [root, path, at]);
  if (!e) return <p>{say("explain.unknown")}</p>;
  const line = (name: string, text: ComponentChildren): JSX.Element => (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
  const date = e.asOf ?? (e.unit === "USD/unit" && e.value !== null ? say("cli.undated") : null);
  return (
    <>
      <dl class="reason">
        {typeof e.value === "number" ? line(say("bill.value"), exact(say, e)) : null}
        {e.formula === null ? null : line(say("bill.formula"), <code>{e.formula.replaceAll(/\bfacts\./g, "")}</code>)}
        {e.source === null ? null : line(say("cli.source"), e.source)}
        {date === null ? null : line(say("list.as-of"), date)}
      </dl>
      {[...e.inputs, ...unknownLines(root, e)].map((input) => (
        <Number key={input.path} root={root} e={input} />
      ))}
    </>
  );
}

function Number({
  root,
  e,
  name,
  open,
}: {
  readonly root: Value;
  readonly e: Explanation;
  readonly name?: string;
  readonly open?: boolean;
}): JSX.Element {
  const say = useSay();
  const range = e.range;
  const note = range ? { note: `P10–P90 ${span({ ...range, p50: range.p10 }, (n) => shown(say, { ...e, value: n }))}` } : {};
  return (
    <Node name={name ?? labelOf(say, root, e.path)} value={shown(say, e)} {...note} open={open ?? false}>
      {() => <Inside root={root} path={e.path} />}
    </Node>
  );
}

/** What stands on its own, and what it is called. */
const ROOTS = [
  ["costUsd", "cli.cost"],
  ["runSeconds", "cli.time"],
  ["stepSeconds", "bill.step-seconds"],
  ["memoryBytes", "cli.memory"],
  ["gpuHours", "compare.gpu-hours"],
  ["mfu", "compare.mfu"],
  ["pFits", "compare.p-fits"],
  ["energy.kwh", "cli.energy-name"],
  ["energy.kgCo2e", "bill.co2"],
  ["interruptions.expected", "picture.interruptions"],
  ["checkpoints.count", "run.checkpoints"],
] as const;

interface Known {
  readonly asked: Asked;
  readonly id: string;
  readonly grounds: Grounds;
}

/** The answer as a tree to look numbers up in, with what the plan was worked out with; null while it is fetched. */
function useRoot(p: Plan): Value | null {
  const known = useSignal<Known | null>(null);
  const [asked, id] = [answeredTo.value, p.id];
  useEffect(() => {
    if (!asked) return undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      const grounds = await groundsTo(asked, id).catch(() => null);
      if (current && grounds) known.value = { asked, id, grounds };
    };
    void ask();
    return () => {
      current = false;
    };
  }, [asked, id]);
  const grounds = known.value?.asked === asked && known.value?.id === id ? known.value.grounds : null;
  const r = result.value;
  return useMemo(
    () => (r && grounds ? rootOf({ result: { ...r, plans: [p] }, facts: [grounds.facts], pinned: grounds.pinned }) : null),
    [r, p, grounds],
  );
}

function Numbers({ p }: { readonly p: Plan }): JSX.Element {
  const say = useSay();
  const root = useRoot(p);
  if (!root) return <p>{say("page.working")}</p>;
  return (
    <>
      {ROOTS.map(([path, name]) => {
        const e = explanationOf(root, ["plans", "0", ...path.split(".")], language.value);
        const there = e !== null && (e.value !== null || at(root, ["plans", "0", ...path.split(".")]) === null);
        return there ? <Number key={path} root={root} e={e} name={say(name)} open={path === "costUsd"} /> : null;
      })}
    </>
  );
}

/** The bill line by line, and every number as a tree that opens to formula, inputs, source and date. */
export function Bill({ p }: { readonly p: Plan }): JSX.Element {
  const say = useSay();
  return (
    <section class="bill" aria-labelledby="bill-title">
      <h3 id="bill-title">{say("bill.title")}</h3>
      <p>{say("bill.opens")}</p>
      <Numbers p={p} />
    </section>
  );
}
