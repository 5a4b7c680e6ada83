import type { Plan } from "@outlay/engine";
import { machineOf, time, usd } from "@outlay/charts";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useSay } from "../language.ts";
import { compared, picked, result, view } from "../state.ts";
import { bestOf, byFirst, type Group, groupsOf, type Row } from "./rows.ts";

const MOST = 4;

function show(p: Plan): void {
  picked.value = p.id;
  view.value = "plan";
}

interface HeadProps {
  readonly plans: readonly Plan[];
  readonly onDrop: (p: Plan) => void;
}

function Head({ plans, onDrop }: HeadProps): JSX.Element {
  const say = useSay();
  return (
    <thead>
      <tr>
        <td />
        {plans.map((p) => {
          const { cards, where } = machineOf(say, p);
          return (
            <th key={p.id} scope="col">
              {cards} <small>{where}</small>
              <button type="button" class="quiet" aria-label={`${say("page.show")}: ${cards} ${where}`} onClick={() => show(p)}>
                {say("page.show")}
              </button>
              {plans.length > 2 ? (
                <button type="button" class="quiet" aria-label={`${say("page.remove")}: ${cards} ${where}`} onClick={() => onDrop(p)}>
                  {say("page.remove")}
                </button>
              ) : null}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface LinesProps {
  readonly group: Group;
  readonly plans: readonly Plan[];
  readonly differing: boolean;
}

function Line({ row, plans }: { readonly row: Row; readonly plans: readonly Plan[] }): JSX.Element {
  const say = useSay();
  const [first] = plans;
  const shown = plans.map((p) => row.value(p));
  const differs = new Set(shown).size > 1;
  const best = differs ? bestOf(row, plans) : null;
  return (
    <tr data-differs={differs ? "" : undefined}>
      <th scope="row">{row.name}</th>
      {plans.map((p, i) => {
        const by = differs && first ? byFirst(say, row, first, p) : "";
        return (
          <td key={p.id}>
            {best !== null && row.of?.(p) === best ? <b>{shown[i]}</b> : shown[i]}
            {by === "" ? null : <small> {by}</small>}
          </td>
        );
      })}
    </tr>
  );
}

function Lines({ group, plans, differing }: LinesProps): JSX.Element | null {
  const rows = group.rows.filter((row) => !differing || new Set(plans.map((p) => row.value(p))).size > 1);
  if (rows.length === 0) return null;
  return (
    <tbody>
      <tr class="group">
        <th colSpan={plans.length + 1} scope="rowgroup">
          {group.name}
        </th>
      </tr>
      {rows.map((row) => (
        <Line key={row.name} row={row} plans={plans} />
      ))}
    </tbody>
  );
}

/** Two to four plans side by side: what differs is marked, the best of a number is bold, and each number says how far it is from the first plan's. */
export function Compare(): JSX.Element {
  const say = useSay();
  const differing = useSignal(false);
  const all = result.value?.plans ?? [];
  const ticked = all.filter((p) => compared.value.includes(p.id));
  const plans = ticked.length >= 2 ? ticked : all.slice(0, MOST);
  if (plans.length < 2) return <p>{say("compare.too-few")}</p>;
  const others = all.filter((p) => !plans.includes(p));
  const name = (p: Plan): string => {
    const { cards, where } = machineOf(say, p);
    const cost = p.costUsd ? usd(p.costUsd.p50, say.language) : say("cli.unknown");
    return `${cost} · ${time(p.runSeconds.p50, say.language)} · ${cards} ${where}`;
  };
  return (
    <section class="compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{say("compare.title")}</h2>
      <p>{ticked.length >= 2 ? say("compare.ticked") : say("compare.first")}</p>
      <div class="tools">
        <label class="tick">
          <input type="checkbox" checked={differing.value} onChange={(e) => (differing.value = e.currentTarget.checked)} />
          <span>{say("compare.differing")}</span>
        </label>
        {plans.length < MOST && others.length > 0 ? (
          <label class="pick">
            <span>{say("compare.add")}</span>
            <select
              value=""
              onChange={(e) => {
                compared.value = [...plans.map((p) => p.id), e.currentTarget.value].slice(-MOST);
              }}
            >
              <option value="">{say("compare.choose")}</option>
              {others.map((p) => (
                <option key={p.id} value={p.id}>
                  {name(p)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </div>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="compare-title">
        <table>
          <Head plans={plans} onDrop={(p) => (compared.value = plans.filter((o) => o !== p).map((o) => o.id))} />
          {groupsOf(say, plans).map((group) => (
            <Lines key={group.name} group={group} plans={plans} differing={differing.value} />
          ))}
        </table>
      </div>
    </section>
  );
}
