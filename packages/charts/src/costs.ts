import type { Plan, WaterfallStep } from "@outlay/engine";
import { cascade, gathered } from "./bars.ts";
import { percent, quantity, usd } from "./format.ts";
import type { Look, Picture } from "./picture.ts";
import { sayer } from "./words.ts";

/** From the work at the card's peak to the bill, loss by loss: in money where there is a price, in GPU-hours elsewhere. Null where it costs nothing. */
export function costs(plan: Plan, look: Look): Picture | null {
  const { language } = look;
  const say = sayer(language);
  // Hardware that is paid for costs hours, not money.
  const money = plan.waterfall.every((s) => s.usd !== null || s.gpuHours === 0) && plan.waterfall.some((s) => (s.usd ?? 0) > 0);
  const of = (s: WaterfallStep): number => (money ? (s.usd ?? 0) : s.gpuHours);
  const show = (n: number): string => (money ? usd(n, language) : say("cli.hours", { hours: quantity(n, language) }));
  const named = plan.waterfall.map((s) => ({ name: say.id("waterfall", s.id), value: of(s) }));
  const total = named.reduce((sum, p) => sum + p.value, 0);
  if (total <= 0) return null;
  const [ideal] = named;
  return cascade(look, {
    pieces: gathered(named, say("picture.rest")),
    show,
    shown: (p) => `${show(p.value)} · ${percent(p.value / total, language)}`,
    axis: money ? say("picture.axis-usd") : say("picture.axis-hours"),
    summary: say("picture.costs", { total: show(total), share: percent((ideal?.value ?? 0) / total, language) }),
    table: {
      head: [say("picture.part"), money ? say("cli.cost") : say("picture.axis-hours"), say("picture.share")],
      rows: named.map((p) => [p.name, show(p.value), percent(p.value / total, language)]),
    },
  });
}
