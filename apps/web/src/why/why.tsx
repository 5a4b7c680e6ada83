import { costs, levers, likeIt, plansOverTime, runTimeline, stepTimeline, tornadoPicture } from "@outlay/charts";
import { message } from "@outlay/schema";
import type { JSX } from "preact";
import { language, useSay } from "../language.ts";
import { calmPlan, calmResult, issues, limits, picked } from "../state.ts";
import { Bill } from "./bill.tsx";
import { Changes } from "./changes.tsx";
import { Chart } from "./chart.tsx";
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
  const pick = (id: string): void => {
    picked.value = id === r.plans[0]?.id ? null : id;
  };
  const moving = movers();
  const { budget, deadline } = limits.value;
  return (
    <section class="why" aria-labelledby="why-title">
      <h2 id="why-title">{say("page.why")}</h2>
      <div class="charts">
        <Memory p={p} />
        <Chart
          id="frontier"
          title={say("page.chart-frontier")}
          draw={(look) => plansOverTime(r, { chosen: p.id, budget, deadline }, look)}
          none={say("page.no-prices")}
          onPick={pick}
        />
        <Chart id="step" title={say("page.chart-step")} draw={(look) => stepTimeline(p, look)} />
        <Chart id="costs" title={say("page.chart-costs")} draw={(look) => costs(p, look)} none={say("page.no-prices")} />
        <Chart id="run" title={say("page.chart-run")} draw={(look) => runTimeline(p, look)} />
        <div class="pair">
          <Chart
            id="levers"
            title={say(r.plans[0]?.costUsd ? "cli.cheaper" : "cli.faster")}
            draw={(look) => levers(r, look)}
            none={say("page.no-levers")}
          />
          <Changes p={p} r={r} />
        </div>
        <Chart
          id="tornado"
          title={say("page.chart-tornado")}
          draw={(look) => (typeof moving === "string" ? null : tornadoPicture(moving.movers, look))}
          none={say(moving === "working" ? "page.working" : moving === "failed" ? "page.part-failed" : "page.no-tornado")}
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
