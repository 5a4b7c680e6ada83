import type { MeasuredFigure, Plan, PlanResult, SimilarRun } from "@outlay/engine";
import { rough } from "@outlay/charts";
import { text } from "@outlay/schema";
import type { JSX } from "preact";
import { language, useSay } from "../language.ts";
import { Trouble } from "../shell/trouble.tsx";
import { choices } from "../state.ts";

const SHOWN = 2;

function Measured({ figure }: { readonly figure: MeasuredFigure }): JSX.Element {
  const at = language.value;
  const scale = figure.quantity === "mfu" ? 100 : 1;
  const shown = (n: number): string => rough(scale * n, at);
  const { p10, p50, p90 } = figure.predicted;
  return (
    <>
      {text(`like.${figure.quantity}`, at, { measured: shown(figure.measured), predicted: shown(p50), low: shown(p10), high: shown(p90) })}
    </>
  );
}

function Run({ of }: { readonly of: SimilarRun }): JSX.Element {
  const say = useSay();
  const { features: f } = of;
  const stack = choices.value?.stacks.find((s) => s.id === f.stack)?.name ?? f.stack;
  return (
    <li>
      <b>
        {say("like.run", {
          model: of.model,
          method: f.kind,
          gpus: f.gpus,
          accelerator: f.accelerator,
          sequence: Math.round(f.sequence),
          stack,
        })}
      </b>
      <br />
      {of.time ? <Measured figure={of.time} /> : null}
      {of.time && of.memory ? say("cli.semicolon") : null}
      {of.memory ? <Measured figure={of.memory} /> : null}{" "}
      <a href={of.url} rel="noreferrer">
        {of.source}
        {of.date === null ? "" : `, ${of.date}`}
      </a>
    </li>
  );
}

/** How sure the answer is: the constants it stands on, published runs like it, what to check. */
export function Confidence({ p, r }: { readonly p: Plan; readonly r: PlanResult }): JSX.Element {
  const say = useSay();
  const { ask } = p;
  const told = [...r.issues, ...p.issues].filter((i) => i.severity !== "note");
  return (
    <div class="confidence">
      <h3>{say("answer.confidence")}</h3>
      <p>
        {say(`cli.calibration-${p.calibration}`)}
        {say("cli.stop")}
      </p>
      {ask ? (
        <p>
          {say("answer.surer", {
            question: say(`ask.${ask.question}`, { path: ask.path, options: ask.options.join(say("cli.comma")) }),
            effect: say(`ask.narrows-${ask.narrows.quantity}`, { from: ask.narrows.from.toFixed(2), to: ask.narrows.to.toFixed(2) }),
          })}
        </p>
      ) : null}
      <Trouble issues={told} />
      <h4>{say("answer.like")}</h4>
      {p.similar === null ? <p>{say("answer.like-loading")}</p> : null}
      {p.similar?.length === 0 ? <p>{say("like.none")}</p> : null}
      {p.similar && p.similar.length > 0 ? (
        <ul class="runs">
          {p.similar.slice(0, SHOWN).map((run) => (
            <Run key={run.id} of={run} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}
