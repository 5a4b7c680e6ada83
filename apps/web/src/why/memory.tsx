import { GHOSTS, type GhostId, type Plan } from "@outlay/engine";
import { memoryBar } from "@outlay/charts";
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useSay } from "../language.ts";
import { Chart } from "./chart.tsx";
import { movers } from "./movers.ts";

/** Ghosts that are on, for whichever plan is shown. */
const on = signal<readonly GhostId[]>([]);

/** Memory of a GPU, and what it would be with one thing changed. */
export function Memory({ p }: { readonly p: Plan }): JSX.Element {
  const say = useSay();
  const moving = movers();
  const ghosts = typeof moving === "string" ? [] : moving.ghosts;
  const of = (id: GhostId): (typeof ghosts)[number] | undefined => ghosts.find((g) => g.id === id);
  const shown = on.value.flatMap((id) => {
    const memory = of(id)?.memoryBytes;
    return memory ? [{ name: say(`ghost.${id}`), memory }] : [];
  });
  const toggles = (
    <fieldset class="ghosts">
      <legend>{say("page.ghosts")}</legend>
      {GHOSTS.map((id) => {
        const hollow = of(id)?.hollow ?? null;
        return (
          <label key={id} class="tick">
            <input
              type="checkbox"
              disabled={hollow !== null}
              checked={hollow === null && on.value.includes(id)}
              onChange={(e) => (on.value = e.currentTarget.checked ? [...on.value, id] : on.value.filter((o) => o !== id))}
            />
            <span>
              {say(`ghost.${id}`)}
              {hollow === null ? null : <small> · {say(`hollow.${hollow}`)}</small>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
  return <Chart id="memory" title={say("page.chart-memory")} draw={(look) => memoryBar(p, look, shown)} below={toggles} />;
}
