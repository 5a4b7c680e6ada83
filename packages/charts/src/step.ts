import type { Plan } from "@outlay/engine";
import { cascade, gathered } from "./bars.ts";
import { percent, span, time } from "./format.ts";
import type { Look, Picture } from "./picture.ts";
import { sayer } from "./words.ts";

/** Where the seconds of one step go. */
export function stepTimeline(plan: Plan, look: Look): Picture {
  const { language } = look;
  const say = sayer(language);
  const { parts, p50 } = plan.stepSeconds;
  const named = parts.map((p) => ({ name: say.id("time", p.id), value: p.value }));
  const show = (n: number): string => time(n, language);
  const most = named.reduce((a, b) => (b.value > a.value ? b : a), { name: "", value: 0 });
  return cascade(look, {
    pieces: gathered(named, say("picture.rest")),
    show,
    shown: (p) => `${show(p.value)} · ${percent(p.value / p50, language)}`,
    axis: say("picture.axis-step"),
    timed: true,
    summary: say("picture.step", {
      time: show(p50),
      span: span(plan.stepSeconds, show),
      most: most.name,
      share: percent(most.value / p50, language),
      mfu: percent(plan.mfu, language),
    }),
    table: {
      head: [say("picture.part"), say("cli.time"), say("picture.share")],
      rows: named.map((p) => [p.name, show(p.value), percent(p.value / p50, language)]),
    },
  });
}
