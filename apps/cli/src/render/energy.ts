import type { Plan } from "@outlay/engine";
import { kg, kwh, whole, wrap } from "./format.ts";
import { type Look, type Say, spanOf } from "./words.ts";

/** Energy and emissions; nothing where the card's power isn't known. */
export function energy(v: Look, say: Say, p: Plan): readonly string[] {
  const e = p.energy;
  if (!e) return [];
  const { gramsPerKwh: grid } = e;
  const grams = e.gridKnown ? whole(grid.p50) : `${whole(grid.p10)}-${whole(grid.p90)}`;
  const line = say(e.gridKnown ? "cli.energy" : "cli.energy-unknown-grid", {
    kwh: kwh(e.kwh.p50),
    span: spanOf(say, e.kwh, kwh),
    watts: whole(e.wattsPerGpu),
    pue: Number(e.pue.toPrecision(3)),
    co2: kg(e.kgCo2e.p50),
    co2span: spanOf(say, e.kgCo2e, kg),
    grams,
  });
  const embodied = e.embodiedKg === null ? [] : [wrap(say("cli.embodied", { kg: kg(e.embodiedKg) }), v.width, "    ")];
  return [[wrap(line, v.width, "  "), ...embodied].join("\n")];
}
