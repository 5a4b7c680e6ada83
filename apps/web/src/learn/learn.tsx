import { gib, percent, time, usd } from "@outlay/charts";
import type { Plan } from "@outlay/engine";
import { message } from "@outlay/schema";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { answerTo } from "../client.ts";
import type { Answer } from "../engine/answer.ts";
import { language, useSay } from "../language.ts";
import { job, plan, view } from "../state.ts";
import { changeText, type Lever, LEVERS, pulled } from "./levers.ts";

interface BarProps {
  readonly name: string;
  readonly now: number;
  readonly then: number;
  readonly show: (n: number) => string;
}

/** A number before and after, as two bars of one scale. */
function Bars({ name, now, then, show }: BarProps): JSX.Element {
  const say = useSay();
  const most = Math.max(now, then, 1e-12);
  const by = now > 0 ? then / now - 1 : 0;
  const row = (label: string, value: number, kind: string): JSX.Element => (
    <tr>
      <th scope="row">{label}</th>
      <td class="bar">
        <span data-kind={kind} style={{ width: `${Math.max(1, (100 * value) / most)}%` }} />
      </td>
      <td class="num">{show(value)}</td>
    </tr>
  );
  return (
    <table class="before-after">
      <caption>
        {name}: {by > 0 ? "+" : ""}
        {percent(by, language.value)}
      </caption>
      <tbody>
        {row(say("learn.now"), now, "now")}
        {row(say("learn.then"), then, "then")}
      </tbody>
    </table>
  );
}

function Effect({ now, then }: { readonly now: Plan; readonly then: Plan }): JSX.Element {
  const say = useSay();
  const at = language.value;
  return (
    <div class="effects">
      {now.costUsd && then.costUsd ? (
        <Bars name={say("cli.cost")} now={now.costUsd.p50} then={then.costUsd.p50} show={(n) => usd(n, at)} />
      ) : null}
      <Bars name={say("cli.time")} now={now.runSeconds.p50} then={then.runSeconds.p50} show={(n) => time(n, at)} />
      <Bars name={say("cli.memory")} now={now.memoryBytes.p50} then={then.memoryBytes.p50} show={(n) => gib(n, at)} />
    </div>
  );
}

function Pulled({ lever }: { readonly lever: Lever }): JSX.Element {
  const say = useSay();
  const found = useSignal<Answer | null>(null);
  const asked = job.value;
  useEffect(() => {
    let current = true;
    found.value = null;
    const pull = async (): Promise<void> => {
      const answer = await answerTo(pulled(asked, lever));
      if (current) found.value = answer;
    };
    void pull();
    return () => {
      current = false;
    };
  }, [asked, lever]);
  const answer = found.value;
  const now = plan.value;
  const then = answer?.result?.plans[0];
  const bad = answer?.issues.find((i) => i.severity === "error") ?? answer?.result?.issues.find((i) => i.severity !== "note");
  return (
    <div class="pulled">
      <p>
        <code>{changeText(asked, lever)}</code>{" "}
        <button
          type="button"
          class="quiet"
          onClick={() => {
            job.value = pulled(job.value, lever);
            view.value = "plan";
          }}
        >
          {say("learn.use")}
        </button>
      </p>
      {answer === null ? <p>{say("answer.searching")}</p> : null}
      {answer && now && then ? <Effect now={now} then={then} /> : null}
      {answer && !then ? (
        <p>
          {say("learn.no-plan")} {bad ? message(bad, language.value) : ""}
        </p>
      ) : null}
    </div>
  );
}

/** The levers on the cost one by one, each pulled on the reader's own job. */
export function Learn(): JSX.Element {
  const say = useSay();
  const open = useSignal<string | null>("hardware");
  return (
    <section class="learn" aria-labelledby="learn-title">
      <h2 id="learn-title">{say("learn.title")}</h2>
      <p>{say("learn.about")}</p>
      {LEVERS.map((lever) => (
        <details
          key={lever.id}
          class="lever"
          open={open.value === lever.id}
          onToggle={(e) => {
            if (e.currentTarget.open) open.value = lever.id;
            else if (open.value === lever.id) open.value = null;
          }}
        >
          <summary>{say(lever.title)}</summary>
          <p>{say(lever.what)}</p>
          {open.value === lever.id ? <Pulled lever={lever} /> : null}
        </details>
      ))}
    </section>
  );
}
