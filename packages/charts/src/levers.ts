import type { Change, Plan } from "@outlay/engine";
import { rowNames } from "./bars.ts";
import { percent, time, usd } from "./format.ts";
import { base, type Look, type Picture, tooltip, valueAxis } from "./picture.ts";
import { sayer } from "./words.ts";

const ROW = 34;

/** What single changes of the job save of the cost, or of the time where there is no price. Null where none helps. */
export function levers(plan: Plan, cheaper: readonly Change[], look: Look): Picture | null {
  const { language, theme } = look;
  const say = sayer(language);
  const free = plan.costUsd === null || plan.costUsd.p50 <= 0;
  const before = plan.costUsd && !free ? plan.costUsd.p50 : plan.runSeconds.p50;
  const after = (c: Change): number | null => (free ? c.runSeconds : c.costUsd);
  const known = cheaper.flatMap((c) => {
    const value = after(c);
    return value === null ? [] : [{ change: c, saved: 1 - value / before }];
  });
  if (known.length === 0) return null;
  const word = (w: string): string => say.id("change", w);
  const name = ({ path, to }: Change): string => `${path} → ${word(to)}`;
  const { room, axis } = rowNames(
    look,
    known.map((k) => name(k.change)),
    0.5,
  );
  const [best] = known;
  const option = {
    ...base(look),
    tooltip: { ...tooltip(look), trigger: "item" },
    grid: { left: room, right: 52, top: 4, bottom: 44 },
    xAxis: {
      ...valueAxis(look, (n) => percent(n, language), free ? say("picture.saved-time") : say("picture.saved-cost")),
      min: 0,
      splitNumber: 3,
    },
    yAxis: axis,
    series: [
      {
        type: "bar",
        barMaxWidth: 18,
        itemStyle: { color: theme.series[2], borderRadius: 2 },
        data: known.map((k) => Math.max(0, k.saved)),
        label: {
          show: true,
          position: "right",
          color: theme.ink,
          formatter: (at: { readonly value?: unknown }) => percent(Number(at.value), language),
        },
        tooltip: { valueFormatter: (v: unknown) => percent(Number(v), language) },
      },
    ],
  };
  return {
    option,
    height: known.length * ROW + 52,
    summary: best
      ? say("picture.levers", {
          change: `${best.change.path}: ${word(best.change.from)} → ${word(best.change.to)}`,
          share: percent(best.saved, language),
        })
      : "",
    table: {
      head: [say("picture.change"), say("cli.cost"), say("cli.time"), say("picture.share")],
      rows: known.map(({ change: c, saved }) => [
        `${c.path}: ${word(c.from)} → ${word(c.to)}`,
        c.costUsd === null ? say("cli.unknown") : usd(c.costUsd, language),
        c.runSeconds === null ? say("cli.unknown") : time(c.runSeconds, language),
        percent(saved, language),
      ]),
    },
  };
}
