import { gib, machineOf, time, usd } from "@outlay/charts";
import type { JSX } from "preact";
import { reasonsOf } from "../answer/words.ts";
import { language, useSay } from "../language.ts";
import { calmPlan, calmPlans, calmResult, compared, picked, view } from "../state.ts";

const MOST = 4;

function compare(id: string, on: boolean): void {
  compared.value = on ? [...compared.value, id].slice(-MOST) : compared.value.filter((c) => c !== id);
}

/** Every plan of the answer: pick one to see it, tick some to compare. */
export function Plans(): JSX.Element | null {
  const say = useSay();
  const at = language.value;
  const plans = calmPlans.value;
  if (plans.length === 0) return null;
  return (
    <section class="plans" aria-labelledby="plans-title">
      <h3 id="plans-title">{say("page.plans")}</h3>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="plans-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{say("page.show")}</th>
              <th scope="col">{say("cli.machine")}</th>
              <th scope="col" class="num">
                {say("cli.cost")}
              </th>
              <th scope="col" class="num">
                {say("cli.time")}
              </th>
              <th scope="col" class="num">
                {say("cli.memory")}
              </th>
              <th scope="col">{say("page.view-compare")}</th>
            </tr>
          </thead>
          <tbody>
            {plans.map((p) => {
              const { cards, where } = machineOf(say, p);
              return (
                <tr key={p.id} data-picked={calmPlan.value?.id === p.id ? "" : undefined}>
                  <td>
                    <input
                      type="radio"
                      name="picked"
                      aria-label={`${cards} ${where}`}
                      checked={calmPlan.value?.id === p.id}
                      onChange={() => (picked.value = p.id === calmResult.value?.plans[0]?.id ? null : p.id)}
                    />
                  </td>
                  <th scope="row">
                    {cards} <small>{where}</small> {p.reasons.length === 0 ? null : <small class="tag">{reasonsOf(say, p)}</small>}
                  </th>
                  <td class="num">
                    {p.costUsd ? usd(p.costUsd.p50, at) : say("cli.unknown")}
                    {p.priceStale ? "*" : ""}
                  </td>
                  <td class="num">{time(p.runSeconds.p50, at)}</td>
                  <td class="num">
                    {gib(p.memoryBytes.p50, at)} / {gib(p.memoryBytes.capacity, at)}
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      aria-label={`${say("page.view-compare")}: ${cards} ${where}`}
                      checked={compared.value.includes(p.id)}
                      onChange={(e) => compare(p.id, e.currentTarget.checked)}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {plans.some((p) => p.priceStale) ? <small>* {say("cli.stale-price")}</small> : null}
      <p>
        <button type="button" disabled={compared.value.length < 2} onClick={() => (view.value = "compare")}>
          {say("page.compare-ticked", { count: compared.value.length })}
        </button>
      </p>
    </section>
  );
}
