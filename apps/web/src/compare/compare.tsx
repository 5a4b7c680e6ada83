import type { Plan } from "@outlay/engine";
import { chance, count, gib, machineOf, number, percent, type Say, span, time, usd } from "@outlay/charts";
import type { TextKey } from "@outlay/schema";
import type { JSX } from "preact";
import { reasonsOf } from "../answer/words.ts";
import { useSay } from "../language.ts";
import { compared, picked, result, view } from "../state.ts";

const MOST = 4;

interface Row {
  readonly name: TextKey;
  readonly value: (p: Plan, say: Say) => string;
  /** The least is the best; text rows have none. */
  readonly best?: (p: Plan) => number | null;
}

const ROWS: readonly Row[] = [
  { name: "cli.why", value: (p, say) => reasonsOf(say, p) },
  {
    name: "cli.cost",
    value: (p, say) => (p.costUsd ? usd(p.costUsd.p50, say.language) : say("cli.unknown")),
    best: (p) => p.costUsd?.p50 ?? null,
  },
  { name: "compare.cost-span", value: (p, say) => (p.costUsd ? span(p.costUsd, (n) => usd(n, say.language)) : say("cli.unknown")) },
  { name: "cli.time", value: (p, say) => time(p.runSeconds.p50, say.language), best: (p) => p.runSeconds.p50 },
  { name: "compare.time-span", value: (p, say) => span(p.runSeconds, (n) => time(n, say.language)) },
  { name: "compare.gpu-hours", value: (p, say) => number(p.gpuHours.p50, say.language, 2), best: (p) => p.gpuHours.p50 },
  {
    name: "cli.memory",
    value: (p, say) => `${gib(p.memoryBytes.p50, say.language)} / ${gib(p.memoryBytes.capacity, say.language)}`,
    best: (p) => p.memoryBytes.p50 / p.memoryBytes.capacity,
  },
  { name: "compare.p-fits", value: (p, say) => chance(p.pFits, say.language), best: (p) => -p.pFits },
  { name: "cli.gpus", value: (p, say) => number(p.gpus, say.language) },
  { name: "list.provider", value: (p) => `${p.provider} ${p.instanceType}` },
  { name: "list.region", value: (p, say) => (p.region === "*" ? say("change.any") : (p.region ?? "")) },
  { name: "list.terms", value: (p, say) => say(`purchase.${p.purchase}`) },
  { name: "field.stack", value: (p) => p.stack },
  { name: "field.training.precision", value: (p) => p.precision },
  { name: "field.training.optimizer", value: (p) => p.optimizer },
  { name: "field.training.globalBatch", value: (p, say) => number(p.globalBatch, say.language) },
  { name: "field.training.microBatch", value: (p, say) => number(p.layout.microBatch, say.language) },
  { name: "room.layout", value: ({ layout: l }) => `dp ${l.dp} · tp ${l.tp} · pp ${l.pp} · cp ${l.cp} · ep ${l.ep}` },
  { name: "field.layout.sharding", value: (p) => p.layout.sharding },
  { name: "field.training.recompute", value: (p) => p.layout.recompute },
  { name: "compare.rate", value: (p, say) => count(p.tokensPerSecondPerGpu, say.language), best: (p) => -p.tokensPerSecondPerGpu },
  { name: "compare.mfu", value: (p, say) => percent(p.mfu, say.language), best: (p) => -p.mfu },
  {
    name: "cli.energy-name",
    value: (p, say) => (p.energy ? `${number(p.energy.kwh.p50, say.language, 2)} kWh` : say("cli.unknown")),
    best: (p) => p.energy?.kwh.p50 ?? null,
  },
];

function least(plans: readonly Plan[], of: Row["best"]): number | null {
  if (!of) return null;
  const values = plans.map(of).filter((v) => v !== null);
  return values.length < 2 ? null : Math.min(...values);
}

/** Two to four plans side by side: what differs is marked, the best of a number is bold. */
export function Compare(): JSX.Element {
  const say = useSay();
  const all = result.value?.plans ?? [];
  const ticked = all.filter((p) => compared.value.includes(p.id));
  const plans = ticked.length >= 2 ? ticked : all.slice(0, MOST);
  if (plans.length < 2) return <p>{say("compare.too-few")}</p>;
  return (
    <section class="compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{say("compare.title")}</h2>
      <p>{ticked.length >= 2 ? say("compare.ticked") : say("compare.first")}</p>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="compare-title">
        <table>
          <thead>
            <tr>
              <td />
              {plans.map((p) => (
                <th key={p.id} scope="col">
                  {machineOf(say, p).cards}
                  <br />
                  <button
                    type="button"
                    class="quiet"
                    onClick={() => {
                      picked.value = p.id;
                      view.value = "plan";
                    }}
                  >
                    {say("page.show")}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row) => {
              const shown = plans.map((p) => row.value(p, say));
              const differs = new Set(shown).size > 1;
              const best = least(plans, row.best);
              const bestShown = best === null ? null : shown[plans.findIndex((p) => row.best?.(p) === best)];
              return (
                <tr key={row.name} data-differs={differs ? "" : undefined}>
                  <th scope="row">{say(row.name)}</th>
                  {plans.map((p, i) => (
                    <td key={p.id}>{differs && shown[i] === bestShown ? <b>{shown[i]}</b> : shown[i]}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
