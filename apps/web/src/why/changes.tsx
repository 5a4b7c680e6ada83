import type { Change, Plan } from "@outlay/engine";
import { percent, time, usd } from "@outlay/charts";
import type { JSX } from "preact";
import { language, useSay } from "../language.ts";
import { ask } from "../state.ts";

/** Words that a change's `to` may be and that aren't a value of the field. */
const NO_VALUE: ReadonlySet<string> = new Set(["any", "pinned"]);

function effect(c: Change, p: Plan): number | null {
  const [before, after] = p.costUsd && p.costUsd.p50 > 0 ? [p.costUsd.p50, c.costUsd] : [p.runSeconds.p50, c.runSeconds];
  return after === null ? null : after / before - 1;
}

/** What would make it cheaper, each change a button that makes it. */
export function Changes({ p, cheaper }: { readonly p: Plan; readonly cheaper: readonly Change[] }): JSX.Element | null {
  const say = useSay();
  const at = language.value;
  if (cheaper.length === 0) return null;
  return (
    <ul class="changes">
      {cheaper.map((c) => {
        const by = effect(c, p);
        return (
          <li key={`${c.path} ${c.to}`}>
            <span>
              <code>{c.path}</code>: {say.id("change", c.from)} → <b>{say.id("change", c.to)}</b>
            </span>
            <span>
              {c.costUsd === null ? "" : usd(c.costUsd, at)} · {c.runSeconds === null ? "" : time(c.runSeconds, at)}
              {by === null ? "" : ` · ${by > 0 ? "+" : ""}${percent(by, at)}`}
            </span>
            {c.path.startsWith("model") ? null : (
              <button type="button" class="quiet" onClick={() => ask({ [c.path]: NO_VALUE.has(c.to) ? undefined : c.to })}>
                {say("page.try")}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
