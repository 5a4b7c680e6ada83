import { frontierPoints, plansOverTime, pointName, time, usd } from "@outlay/charts";
import type { Plan, PlanResult } from "@outlay/engine";
import type { JSX } from "preact";
import { useSay } from "../language.ts";
import { limits, picked } from "../state.ts";
import { Chart } from "./chart.tsx";

interface FrontierProps {
  readonly p: Plan;
  readonly r: PlanResult;
}

/** Every plan by cost and time: a click on a point, or the list below it, picks the one that is shown. */
export function Frontier({ p, r }: FrontierProps): JSX.Element {
  const say = useSay();
  const pick = (id: string): void => {
    picked.value = id === r.plans[0]?.id ? null : id;
  };
  const points = frontierPoints(r);
  const list = (
    <label class="pick">
      <span>{say("page.shown-plan")}</span>
      <select value={p.id} onChange={(e) => pick(e.currentTarget.value)}>
        {points.map((of) => (
          <option key={of.id} value={of.id}>
            {usd(of.usd, say.language)} · {time(of.seconds, say.language)} · {pointName(say, of)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Chart
      id="frontier"
      title={say("page.chart-frontier")}
      draw={(look) => plansOverTime(r, { chosen: p.id, ...limits.value }, look)}
      none={say("page.no-prices")}
      onPick={pick}
      below={list}
    />
  );
}
