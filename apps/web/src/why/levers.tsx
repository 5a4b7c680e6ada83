import type { LeverResult, WhatifPlan } from "@outlay/engine";
import { count, gib, percent, type Say, time, usd } from "@outlay/charts";
import { message } from "@outlay/schema";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { withLever } from "../job/lever.ts";
import type { Tree } from "../job/tree.ts";
import { useSay } from "../language.ts";
import { Opening } from "../shell/opening.tsx";
import { job } from "../state.ts";
import { movers } from "./movers.ts";

/** Rows before all are asked for. */
const SHOWN = 10;
/** Fields that had to change with one, as far as there is room. */
const FOLLOWED = 3;
/** Differences that are none. */
const EQUAL = 5e-4;

const KEYS = ["costUsd", "runSeconds", "memoryBytes"] as const;
type Key = (typeof KEYS)[number];
const NAMES = { costUsd: "cli.cost", runSeconds: "cli.time", memoryBytes: "cli.memory" } as const;

interface Sort {
  readonly by: Key | "name";
  readonly down: boolean;
}

const shownAs = (say: Say, key: Key, n: number): string =>
  key === "costUsd" ? usd(n, say.language) : key === "runSeconds" ? time(n, say.language) : gib(n, say.language);

/** How many times as much as the plan; null where it isn't known. */
function ratio(l: LeverResult, base: WhatifPlan, key: Key): number | null {
  const [to, from] = [l[key], base[key]];
  if (to === null || from === null) return null;
  return from > 0 ? to / from : to > 0 ? Number.POSITIVE_INFINITY : 1;
}

function byText(say: Say, r: number): string {
  if (Math.abs(r - 1) < EQUAL) return say("page.levers-same");
  if (!Number.isFinite(r)) return "";
  return r >= 2 ? `×${r.toPrecision(r >= 10 ? 3 : 2)}` : `${r > 1 ? "+" : "−"}${percent(Math.abs(r - 1), say.language)}`;
}

function valueOf(say: Say, value: string): string {
  if (value === "") return say("whatif.left-out");
  return /^\d{5,}$/.test(value) ? count(Number(value), say.language) : say.id("change", value);
}

const changeOf = (say: Say, l: LeverResult): string => `${valueOf(say, l.from)} → ${valueOf(say, l.to)}`;

const moves = (l: LeverResult, base: WhatifPlan): boolean => KEYS.some((key) => Math.abs((ratio(l, base, key) ?? 1) - 1) >= EQUAL);

function sorted(say: Say, list: readonly LeverResult[], base: WhatifPlan, { by, down }: Sort): readonly LeverResult[] {
  const sign = down ? -1 : 1;
  const name = (l: LeverResult): string => `${say.id("lever", l.id)} ${l.to}`;
  if (by === "name") return list.toSorted((a, b) => sign * name(a).localeCompare(name(b), say.language));
  // What isn't known stands last whichever way.
  const last = sign * Number.POSITIVE_INFINITY;
  const far = (l: LeverResult): number => ratio(l, base, by) ?? last;
  return list.toSorted((a, b) => (far(a) === far(b) ? 0 : sign * (far(a) - far(b))));
}

interface EffectProps {
  readonly l: LeverResult;
  readonly base: WhatifPlan;
  readonly of: Key;
}

function Effect({ l, base, of }: EffectProps): JSX.Element {
  const say = useSay();
  const [value, r] = [l[of], ratio(l, base, of)];
  if (value === null) return <td class="num">{say("cli.unknown")}</td>;
  const kind = r === null || Math.abs(r - 1) < EQUAL ? "same" : r < 1 ? "less" : "more";
  return (
    <td class="num" data-effect={kind}>
      {shownAs(say, of, value)}
      {r === null ? null : <small> {byText(say, r)}</small>}
    </td>
  );
}

function followedText(say: Say, l: LeverResult): string {
  const list = l.followed.map((f) => `${f.path} ${f.from === null ? "" : `${valueOf(say, f.from)} → `}${valueOf(say, f.to)}`);
  const more = list.length > FOLLOWED ? [`+${list.length - FOLLOWED}`] : [];
  return [...(l.note === null ? [] : [l.note]), ...list.slice(0, FOLLOWED), ...more].join(say("cli.comma"));
}

interface TableProps {
  readonly rows: readonly LeverResult[];
  readonly base: WhatifPlan;
  readonly sort: Sort;
  readonly onSort: (by: Sort["by"]) => void;
  readonly onUse: (l: LeverResult) => void;
}

function Head({ sort, onSort, priced }: Pick<TableProps, "sort" | "onSort"> & { readonly priced: boolean }): JSX.Element {
  const say = useSay();
  const column = (by: Sort["by"], label: string): JSX.Element => {
    const at = sort.by === by ? (sort.down ? "descending" : "ascending") : undefined;
    return (
      <th key={by} scope="col" class={by === "name" ? undefined : "num"} aria-sort={at}>
        <button type="button" class="quiet" onClick={() => onSort(by)}>
          {label}
          {at === undefined ? "" : sort.down ? " ▾" : " ▴"}
        </button>
      </th>
    );
  };
  return (
    <thead>
      <tr>
        {column("name", say("page.levers-change"))}
        {KEYS.filter((key) => priced || key !== "costUsd").map((key) => column(key, say(NAMES[key])))}
        <td />
      </tr>
    </thead>
  );
}

function Table({ rows, base, sort, onSort, onUse }: TableProps): JSX.Element {
  const say = useSay();
  const priced = base.costUsd !== null;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-labelledby="all-levers-title">
      <table>
        <Head sort={sort} onSort={onSort} priced={priced} />
        <tbody>
          {rows.map((l) => {
            const followed = followedText(say, l);
            const name = say.id("lever", l.id);
            return (
              <tr key={`${l.path} ${l.to}`}>
                <th scope="row">
                  {name} <small>{changeOf(say, l)}</small>
                  {followed === "" ? null : <small class="followed">{followed}</small>}
                </th>
                {KEYS.filter((key) => priced || key !== "costUsd").map((key) => (
                  <Effect key={key} l={l} base={base} of={key} />
                ))}
                <td>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`${say("page.levers-use")}: ${name} ${changeOf(say, l)}`}
                    onClick={() => onUse(l)}
                  >
                    {say("page.levers-use")}
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Levers without a plan, those of one reason together. */
function Refused({ list }: { readonly list: readonly LeverResult[] }): JSX.Element | null {
  const say = useSay();
  if (list.length === 0) return null;
  const byReason = new Map<string, string[]>();
  for (const l of list) {
    const reason = l.refusals.map((issue) => message({ ...issue, path: "" }, say.language)).join(" ");
    byReason.set(reason, [...(byReason.get(reason) ?? []), `${say.id("lever", l.id)} ${valueOf(say, l.to)}`]);
  }
  return (
    <Opening
      class="twin"
      summary={say("page.levers-refused", { count: list.length })}
      inside={() => (
        <ul>
          {[...byReason].map(([reason, names]) => (
            <li key={reason}>
              <b>{names.join(say("cli.comma"))}</b>
              {say("cli.colon")}
              {reason}
            </li>
          ))}
        </ul>
      )}
    />
  );
}

interface Used {
  readonly change: string;
  readonly before: Tree;
}

/** Every lever of the job, what moving it does, and a button that moves it. */
export function Levers(): JSX.Element {
  const say = useSay();
  const sort = useSignal<Sort>({ by: "costUsd", down: false });
  const all = useSignal(false);
  const used = useSignal<Used | null>(null);
  const moving = movers();
  const use = (l: LeverResult): void => {
    if (typeof moving === "string") return;
    used.value = { change: `${say.id("lever", l.id)} ${changeOf(say, l)}`, before: job.value };
    job.value = withLever(job.value, l, moving.movers.plan.pins);
  };
  const base = typeof moving === "string" ? null : moving.movers.plan;
  const levers = typeof moving === "string" ? [] : moving.movers.levers;
  const open = base ? levers.filter((l) => l.refusals.length === 0) : [];
  const moved = base ? open.filter((l) => moves(l, base)) : [];
  const by = base?.costUsd === null && sort.value.by === "costUsd" ? "runSeconds" : sort.value.by;
  const order = { ...sort.value, by };
  const rows = base ? sorted(say, all.value ? open : moved, base, order).slice(0, all.value ? undefined : SHOWN) : [];
  return (
    <section class="all-levers" aria-labelledby="all-levers-title">
      <h3 id="all-levers-title">{say("page.levers")}</h3>
      <p>{say("page.levers-about")}</p>
      <p role="status" class="told">
        {used.value === null ? null : (
          <>
            {say("page.levers-used", { change: used.value.change })}{" "}
            <button
              type="button"
              class="quiet"
              onClick={() => {
                if (used.value) job.value = used.value.before;
                used.value = null;
              }}
            >
              {say("page.levers-undo")}
            </button>
          </>
        )}
      </p>
      {moving === "working" ? <p>{say("page.levers-loading")}</p> : null}
      {moving === "failed" ? <p>{say("page.part-failed")}</p> : null}
      {base ? (
        <>
          <Table
            rows={rows}
            base={base}
            sort={order}
            onSort={(to) => (sort.value = { by: to, down: order.by === to && !order.down })}
            onUse={use}
          />
          {open.length > SHOWN ? (
            <p>
              <button type="button" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
                {all.value ? say("page.levers-fewer") : say("page.levers-all", { count: open.length })}
              </button>
            </p>
          ) : null}
          <Refused list={levers.filter((l) => l.refusals.length > 0)} />
        </>
      ) : null}
    </section>
  );
}
