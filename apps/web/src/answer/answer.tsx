import type { Plan, PlanResult } from "@outlay/engine";
import { chance, count, gib, machineOf, number, percent, sentenceOf, span, time, usd } from "@outlay/charts";
import type { ComponentChildren, JSX } from "preact";
import { cancel } from "../client.ts";
import { language, useSay } from "../language.ts";
import { rich } from "../shell/rich.tsx";
import { Trouble } from "../shell/trouble.tsx";
import { busySince, errors, linkBroken, looking, plan, result, saidBefore } from "../state.ts";
import { Actions } from "./actions.tsx";
import { Confidence } from "./confidence.tsx";
import { reasonsOf } from "./words.ts";

function Sentence({ p, r }: { readonly p: Plan; readonly r: PlanResult }): JSX.Element {
  const say = useSay();
  const at = language.value;
  const { key, words } = sentenceOf(say, p);
  const parts = { ...words, cost: <b>{words.cost}</b>, time: <b>{words.time}</b>, machine: <b>{words.machine}</b> };
  return (
    <>
      <p class="what">
        {say("answer.what", {
          model: r.model.name,
          parameters: count(r.model.parameters.total, at),
          method: say(`method.${p.method}`),
          tokens: count(p.tokens, at),
          steps: number(p.steps, at),
        })}
      </p>
      <p class="sentence">{rich(say(key), parts)}</p>
    </>
  );
}

/** The 80 % interval as a line with the median on it. */
function Interval({ low, mid, high }: { readonly low: number; readonly mid: number; readonly high: number }): JSX.Element | null {
  if (low <= 0) return null;
  const [from, to] = [low / 1.15, high * 1.05];
  const at = (n: number): number => (100 * (Math.log(n) - Math.log(from))) / (Math.log(to) - Math.log(from));
  return (
    <svg class="interval" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="3.5" width="100" height="1" class="rail" />
      <rect x={at(low)} y="2" width={Math.max(1, at(high) - at(low))} height="4" class="band" />
      <rect x={at(mid) - 0.6} y="0" width="1.2" height="8" class="mid" />
    </svg>
  );
}

interface FigureProps {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  /** The number itself, in USD, seconds or bytes. */
  readonly exact?: number | undefined;
  readonly more: string;
  readonly children?: ComponentChildren;
}

function Figure({ id, name, value, exact, more, children }: FigureProps): JSX.Element {
  return (
    <div class="figure" id={id}>
      <dt>{name}</dt>
      <dd>
        <strong>{exact === undefined ? value : <data value={String(exact)}>{value}</data>}</strong>
        {children}
        <small>{more}</small>
      </dd>
    </div>
  );
}

function Figures({ p }: { readonly p: Plan }): JSX.Element {
  const say = useSay();
  const at = language.value;
  const m = p.memoryBytes;
  const money = (n: number): string => usd(n, at);
  const clock = (n: number): string => time(n, at);
  const room = m.headroom >= 0 ? say("cli.free", { bytes: gib(m.headroom, at) }) : say("cli.over", { bytes: gib(-m.headroom, at) });
  const { cards, where } = machineOf(say, p);
  return (
    <dl class="figures">
      <Figure
        id="figure-cost"
        name={say("cli.cost")}
        exact={p.costUsd?.p50}
        value={p.costUsd ? money(p.costUsd.p50) : say("cli.unknown")}
        more={p.costUsd ? `P10–P90 ${span(p.costUsd, money)}` : say("cli.unpriced")}
      >
        {p.costUsd ? <Interval low={p.costUsd.p10} mid={p.costUsd.p50} high={p.costUsd.p90} /> : null}
      </Figure>
      <Figure
        id="figure-time"
        name={say("cli.time")}
        exact={p.runSeconds.p50}
        value={clock(p.runSeconds.p50)}
        more={`P10–P90 ${span(p.runSeconds, clock)}`}
      >
        <Interval low={p.runSeconds.p10} mid={p.runSeconds.p50} high={p.runSeconds.p90} />
      </Figure>
      <Figure
        id="figure-memory"
        name={say("cli.memory")}
        exact={m.p50}
        value={`${gib(m.p50, at)} / ${gib(m.capacity, at)}`}
        more={`${say(`verdict.${m.verdict}`)}${say("cli.comma")}${room} · ${say("answer.p-fits", { percent: chance(p.pFits, at) })}`}
      >
        <span class="meter" data-verdict={m.verdict} aria-hidden="true">
          <span style={{ width: `${Math.min(100, (100 * m.p50) / m.capacity)}%` }} />
        </span>
      </Figure>
      <Figure id="figure-machine" name={say("cli.machine")} value={cards} more={where}>
        <small>
          {say("answer.rate", { tokens: count(p.tokensPerSecondPerGpu, at), mfu: percent(p.mfu, at), reasons: reasonsOf(say, p) })}
        </small>
      </Figure>
    </dl>
  );
}

function Limits({ p }: { readonly p: Plan }): JSX.Element | null {
  const say = useSay();
  const at = language.value;
  if (p.pBudget === null && p.pDeadline === null) return null;
  return (
    <p class="limits">
      {p.pBudget === null ? null : <span>{say("cli.p-budget", { percent: chance(p.pBudget, at) })}</span>}
      {p.pDeadline === null ? null : <span>{say("cli.p-deadline", { percent: chance(p.pDeadline, at) })}</span>}
    </p>
  );
}

/** A link that was made when the answer was another one says so. */
function Before({ p }: { readonly p: Plan }): JSX.Element | null {
  const say = useSay();
  const at = language.value;
  const then = saidBefore.value;
  const now = result.value?.plans[0];
  if (!then || !now) return null;
  const same = (a: number | null, b: number | null): boolean =>
    a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.abs(b));
  if (same(then.usd, now.costUsd?.p50 ?? null) && same(then.seconds, now.runSeconds.p50)) return null;
  const known = (n: number | null): string => (n === null ? say("cli.unknown") : usd(n, at));
  return (
    <p class="notice" role="note">
      {say("answer.before", {
        date: then.asOf,
        usd: known(then.usd),
        time: time(then.seconds, at),
        now: known(p.costUsd?.p50 ?? null),
        nowTime: time(p.runSeconds.p50, at),
      })}
    </p>
  );
}

/** That a search is on, how far it is where that takes its time, and the way to give it up. */
function Busy(): JSX.Element {
  const say = useSay();
  const at = looking.value;
  const words = at === null ? say("answer.searching") : say("answer.looking", { plans: count(at.considered, language.value) });
  return (
    <p class="busy" data-on={busySince.value === null ? undefined : ""}>
      <span role="status">{busySince.value === null ? "" : <span class="wide">{words}</span>}</span>
      {busySince.value === null ? null : (
        <>
          {" "}
          <progress aria-label={say("answer.searching")} {...(at === null ? {} : { value: at.searched, max: at.of })} />{" "}
          <button type="button" class="quiet" onClick={cancel}>
            {say("answer.cancel")}
          </button>
        </>
      )}
    </p>
  );
}

function Nothing({ r }: { readonly r: PlanResult }): JSX.Element {
  const say = useSay();
  const at = language.value;
  return (
    <>
      <p class="sentence">{say("cli.nothing-fits")}</p>
      <Trouble issues={r.issues.filter((i) => i.severity !== "note")} />
      {r.nearest.length === 0 ? (
        <p>{say("cli.no-change")}</p>
      ) : (
        <>
          <h3>{say("cli.nearest")}</h3>
          <ul class="changes">
            {r.nearest.map((c) => (
              <li key={`${c.path} ${c.to}`}>
                <code>{c.path}</code>: {say.id("change", c.from)} → <b>{say.id("change", c.to)}</b>{" "}
                {c.costUsd === null ? "" : usd(c.costUsd, at)} {c.runSeconds === null ? "" : time(c.runSeconds, at)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

export function AnswerPanel(): JSX.Element {
  const say = useSay();
  const r = result.value;
  const p = plan.value;
  return (
    <section class="answer" aria-labelledby="answer-title" data-stale={errors.value.length > 0 ? "" : undefined}>
      <div class="head">
        <h2 id="answer-title">{say("page.answer")}</h2>
        <Busy />
      </div>
      {linkBroken.value ? <p class="notice">{say("page.link-broken")}</p> : null}
      {errors.value.length > 0 ? <p class="notice">{say(r === null ? "answer.none" : "answer.kept")}</p> : null}
      {r === null && errors.value.length === 0 ? <p class="sentence waiting">{say("answer.first")}</p> : null}
      {r && !p ? <Nothing r={r} /> : null}
      {r && p ? (
        <>
          <Sentence p={p} r={r} />
          <Before p={p} />
          <Figures p={p} />
          <Limits p={p} />
          <Actions />
          <Confidence p={p} r={r} />
        </>
      ) : null}
    </section>
  );
}
