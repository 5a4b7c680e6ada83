import { costs, levers, likeIt, runTimeline, stepTimeline, tornadoPicture } from "@outlay/charts";
import { message } from "@outlay/schema";
import type { JSX } from "preact";
import { language, useSay } from "../language.ts";
import { calmPlan, calmResult, issues } from "../state.ts";
import { Bill } from "./bill.tsx";
import { Changes } from "./changes.tsx";
import { Chart } from "./chart.tsx";
import { Frontier } from "./frontier.tsx";
import { Levers } from "./levers.tsx";
import { Memory } from "./memory.tsx";
import { movers, useAskMovers } from "./movers.ts";
import { Plans } from "./plans.tsx";
import { Settings } from "./settings.tsx";

function Assumed(): JSX.Element {
  const say = useSay();
  const at = language.value;
  const notes = issues.value.filter((i) => i.severity === "note");
  const uncounted = calmResult.value?.notCounted ?? [];
  return (
    <details class="settings">
      <summary>{say("page.assumed")}</summary>
      <h4>{say("cli.assumed")}</h4>
      <ul>
        {notes.map((i) => (
          <li key={`${i.code} ${i.path}`}>{message(i, at)}</li>
        ))}
      </ul>
      <h4>{say("cli.not-counted")}</h4>
      <p>
        {uncounted.map((id) => say.id("uncounted", id)).join(say("cli.semicolon"))}
        {say("cli.stop")}
      </p>
    </details>
  );
}

/** Why the answer is what it is. */
export function Why(): JSX.Element | null {
  const say = useSay();
  const [r, p] = [calmResult.value, calmPlan.value];
  useAskMovers();
  if (!r || !p) return null;
  const moving = movers();
  const first = p === r.plans[0];
  const cheaper = first ? r.cheaper : typeof moving === "string" ? null : moving.cheaper;
  const waiting = say(moving === "failed" ? "page.part-failed" : "page.working");
  return (
    <section class="why" aria-labelledby="why-title">
      <h2 id="why-title">{say("page.why")}</h2>
      <div class="charts">
        <Memory p={p} />
        <Frontier p={p} r={r} />
        <Chart id="step" title={say("page.chart-step")} draw={(look) => stepTimeline(p, look)} />
        <Chart id="costs" title={say("page.chart-costs")} draw={(look) => costs(p, look)} none={say("page.no-prices")} />
        <Chart id="run" title={say("page.chart-run")} draw={(look) => runTimeline(p, look)} />
        <div class="pair">
          <Chart
            id="levers"
            title={say(p.costUsd ? "cli.cheaper" : "cli.faster")}
            draw={(look) => cheaper && levers(p, cheaper, look)}
            none={cheaper ? say("page.no-levers") : waiting}
          />
          <Changes p={p} cheaper={cheaper ?? []} />
        </div>
        <Chart
          id="tornado"
          title={say("page.chart-tornado")}
          draw={(look) => (typeof moving === "string" ? null : tornadoPicture(moving.movers, look))}
          none={typeof moving === "string" ? waiting : say("page.no-tornado")}
        />
        <Chart id="like" title={say("page.chart-like")} draw={(look) => likeIt(p, look)} none={say("like.none")} />
      </div>
      <Levers />
      <Plans />
      <Bill p={p} />
      <Settings p={p} />
      <Assumed />
    </section>
  );
}
