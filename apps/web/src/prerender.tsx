import { measuredRuns } from "@outlay/catalog";
import { renderToString } from "preact-render-to-string";
import { App } from "./app.tsx";
import { type Arrived, arrive } from "./arrived.ts";
import { answer } from "./engine/answer.ts";
import { browserWorld } from "./engine/browser-world.ts";
import { ARRIVAL } from "./job/arrival.ts";

/** The page as it stands on arrival, and the answer in it. */
export async function prerendered(today: string): Promise<{ readonly html: string; readonly arrived: Arrived }> {
  const world = browserWorld(new Map(), new URL("file:///"));
  const { result, issues } = await answer({ job: ARRIVAL, data: null, prices: null, today }, { world, measured: await measuredRuns() });
  if (!result) throw new Error(`the example on arrival has no answer: ${JSON.stringify(issues)}`);
  // The chosen plan is what is printed; the others, and all that is for rent, come with the worker's own answer.
  const arrived = {
    result: {
      ...result,
      plans: result.plans.slice(0, 1).map((p) => ({ ...p, similar: p.similar?.slice(0, 2) ?? null })),
      offers: { ...result.offers, shown: [] },
    },
    issues,
    today,
  };
  arrive(arrived);
  return { html: renderToString(<App />), arrived };
}
