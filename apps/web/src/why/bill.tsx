import type { BillLine, Part, Plan, Why } from "@outlay/engine";
import { gib, number, percent, quantity, span, time, usd } from "@outlay/charts";
import type { ComponentChildren, JSX } from "preact";
import { language, useSay } from "../language.ts";
import { Opening } from "../shell/opening.tsx";

interface NodeProps {
  readonly name: string;
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

function inputText(value: number | string | boolean): string {
  if (typeof value !== "number") return String(value);
  return new Intl.NumberFormat(language.value, { maximumSignificantDigits: 6 }).format(value);
}

/** Formula, what went in, who says so. */
function Reason({ why, asOf }: { readonly why: Why; readonly asOf?: string }): JSX.Element {
  const say = useSay();
  const inputs = Object.entries(why.inputs);
  return (
    <dl class="reason">
      <dt>{say("bill.formula")}</dt>
      <dd>
        <code>{why.formula}</code>
      </dd>
      {inputs.length === 0 ? null : (
        <>
          <dt>{say("bill.inputs")}</dt>
          <dd>
            {inputs.map(([name, value]) => (
              <span key={name} class="input">
                {name} <b>{inputText(value)}</b>
              </span>
            ))}
          </dd>
        </>
      )}
      <dt>{say("cli.source")}</dt>
      <dd>{why.source}</dd>
      {asOf === undefined ? null : (
        <>
          <dt>{say("list.as-of")}</dt>
          <dd>{asOf}</dd>
        </>
      )}
    </dl>
  );
}

interface PartsProps {
  readonly parts: readonly Part[];
  readonly section: string;
  readonly show: (n: number) => string;
  readonly more?: (part: Part) => ComponentChildren;
}

function Parts({ parts, section, show, more }: PartsProps): JSX.Element {
  const say = useSay();
  const total = parts.reduce((sum, p) => sum + p.value, 0);
  return (
    <>
      {parts.map((p) => (
        <Node key={p.id} name={say.id(section, p.id)} value={show(p.value)} note={percent(p.value / total, language.value)}>
          {() => (
            <>
              <Reason why={p.why} />
              {more?.(p)}
            </>
          )}
        </Node>
      ))}
    </>
  );
}

function Line({ line, p }: { readonly line: BillLine; readonly p: Plan }): JSX.Element {
  const say = useSay();
  const at = language.value;
  const known = (n: number | null): string => (n === null ? say("cli.unknown") : usd(n, at));
  const amount = `${quantity(line.quantity, at)} ${say.id("unit", line.unit)}`;
  const clock = (n: number): string => time(n, at);
  const hours = line.id === "compute" || line.id === "startup";
  const stale = hours && p.priceStale ? ` (${say("cli.stale")})` : "";
  return (
    <Node name={say.id("bill", line.id)} value={known(line.costUsd)} note={`${amount} × ${known(line.unitPriceUsd)}`}>
      {() => (
        <>
          <Reason
            why={{
              formula: "quantity x unit price",
              inputs: { quantity: line.quantity, unit: line.unit, unitPriceUsd: line.unitPriceUsd ?? say("cli.unknown"), item: line.label },
              source: line.source,
            }}
            asOf={`${line.asOf ?? say("cli.undated")}${stale}`}
          />
          {line.id === "compute" ? (
            <Node name={say("bill.run-seconds")} value={clock(p.runSeconds.p50)} note={`P10–P90 ${span(p.runSeconds, clock)}`}>
              {() => (
                <>
                  <Parts
                    parts={p.runSeconds.parts}
                    section="run"
                    show={clock}
                    more={(part) =>
                      part.id === "training" ? (
                        <Node
                          name={say("bill.step-seconds")}
                          value={clock(p.stepSeconds.p50)}
                          note={`P10–P90 ${span(p.stepSeconds, clock)}`}
                        >
                          {() => (
                            <>
                              <Parts parts={p.stepSeconds.parts} section="time" show={clock} />
                            </>
                          )}
                        </Node>
                      ) : null
                    }
                  />
                </>
              )}
            </Node>
          ) : null}
        </>
      )}
    </Node>
  );
}

/** The bill as a tree: every number opens to its formula, its inputs and its source. */
export function Bill({ p }: { readonly p: Plan }): JSX.Element {
  const { energy, interruptions } = p;
  const say = useSay();
  const at = language.value;
  const bytes = (n: number): string => gib(n, at);
  return (
    <section class="bill" aria-labelledby="bill-title">
      <h3 id="bill-title">{say("bill.title")}</h3>
      <p>{say("bill.opens")}</p>
      <Node
        name={say("cli.cost")}
        value={p.costUsd ? usd(p.costUsd.p50, at) : say("cli.unknown")}
        note={p.costUsd ? `P10–P90 ${span(p.costUsd, (n) => usd(n, at))}` : say("cli.unpriced")}
        open
      >
        {() => (
          <>
            {p.bill.map((line) => (
              <Line key={line.id} line={line} p={p} />
            ))}
          </>
        )}
      </Node>
      <Node name={say("cli.memory")} value={bytes(p.memoryBytes.p50)} note={`P10–P90 ${span(p.memoryBytes, bytes)}`}>
        {() => (
          <>
            <Parts parts={p.memoryBytes.parts} section="memory" show={bytes} />
          </>
        )}
      </Node>
      {energy ? (
        <Node
          name={say("cli.energy-name")}
          value={`${number(energy.kwh.p50, at, 2)} kWh`}
          note={`${number(energy.kgCo2e.p50, at, 2)} kg CO₂e`}
        >
          {() => (
            <>
              <Reason why={energy.why} />
            </>
          )}
        </Node>
      ) : null}
      {interruptions ? (
        <Node name={say("picture.interruptions")} value={number(interruptions.expected, at, 2)} note={time(interruptions.seconds.p50, at)}>
          {() => (
            <>
              <Reason why={interruptions.why} />
            </>
          )}
        </Node>
      ) : null}
      <Node name={say("run.checkpoints")} value={number(p.checkpoints.count, at)} note={time(p.checkpoints.everySeconds, at)}>
        {() => (
          <>
            <Reason why={p.checkpoints.why} />
          </>
        )}
      </Node>
    </section>
  );
}
