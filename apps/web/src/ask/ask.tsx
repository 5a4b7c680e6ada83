import type { JSX } from "preact";
import { useSay } from "../language.ts";
import { errors, job } from "../state.ts";
import { ARRIVAL } from "../job/arrival.ts";
import { Trouble } from "../shell/trouble.tsx";
import { DataControl } from "./data.tsx";
import { FIELDS } from "./fields.ts";
import { MethodControl } from "./method.tsx";
import { ModelControl } from "./model.tsx";
import { More } from "./more.tsx";
import { LimitControl, WhereControl } from "./where.tsx";

const SHOWN = ["model", "method.kind", "objective", "data", "where", "goal.budget", "goal.deadline", ...FIELDS.map((f) => f.path)];

export function Ask(): JSX.Element {
  const say = useSay();
  // Trouble that no control shows stands at the top, so that none is lost.
  const elsewhere = errors.value.filter((i) => !SHOWN.some((p) => i.path === p || i.path.startsWith(`${p}.`)));
  return (
    <form class="ask" aria-label={say("page.ask")} onSubmit={(e) => e.preventDefault()}>
      <div class="head">
        <h2>{say("page.ask")}</h2>
        {job.value === ARRIVAL ? (
          <small>{say("page.example")}</small>
        ) : (
          <button type="button" class="quiet" onClick={() => (job.value = ARRIVAL)}>
            {say("page.start-over")}
          </button>
        )}
      </div>
      <Trouble issues={elsewhere} />
      <ModelControl />
      <MethodControl />
      <DataControl />
      <WhereControl />
      <LimitControl />
      <More />
    </form>
  );
}
