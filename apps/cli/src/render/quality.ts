import type { Plan, QualityResult } from "@outlay/engine";
import { hanging } from "./format.ts";
import { type Look, type Say, sayer } from "./words.ts";

const share = (n: number): string => `${Number((n * 100).toPrecision(2))} %`;
const signed = (n: number): string => `${n > 0 ? "+" : ""}${share(n)}`;

/** What is published of one choice, in words. */
function effect(say: Say, q: QualityResult): string {
  if (q.effect === null) return say("quality.unknown");
  const { kind, low, high } = q.effect;
  if (kind === "compute") return say("quality.compute", { low: share(low), high: share(high) });
  const change = q.lossChange;
  const loss =
    change === null
      ? ""
      : change.high - change.low < 1e-6
        ? say("quality.one", { change: signed(change.high) })
        : say("quality.loss", { low: signed(change.low), high: signed(change.high) });
  if (kind === "loss") return loss;
  const parameters = say("quality.params", { low: share(low) });
  return loss === "" ? parameters : `${parameters}${say("cli.comma")}${loss}`;
}

const harmless = (q: QualityResult): boolean => q.effect?.kind === "loss" && q.effect.low === 0 && q.effect.high === 0;

/** The plan's own choices with what is published of each, its limits and its source; those without a loss in one line. */
export function quality(v: Look, p: Plan): string {
  const say = sayer(v);
  const ids = new Set(p.quality.map((q) => q.id));
  const name = (q: QualityResult): string => `${q.lever} ${q.value}`;
  const rows = p.quality
    .filter((q) => !harmless(q))
    .map((q): readonly [string, string] => {
      const against = q.contradicts !== null && ids.has(q.contradicts) ? `${say("cli.semicolon")}${say("quality.contra")}` : "";
      return [name(q), `${effect(say, q)}${against}${say("cli.semicolon")}${q.validity}. ${q.source}`];
    });
  const free = p.quality.filter(harmless).map(name);
  if (free.length > 0) rows.push([say("quality.none"), free.join(say("cli.comma"))]);
  return rows.length === 0 ? "" : hanging(rows, v.width);
}
