import { type Explanation, at, type Value } from "@outlay/schema";
import { wrap } from "./format.ts";
import { type Look, type Say, sayer } from "./words.ts";

export interface ExplainView extends Look {
  readonly root: Value;
  readonly explanation: Explanation;
  /** Every input, however deep. */
  readonly every: boolean;
}

/** Inputs shown below each other where not all are asked for. */
const DEPTH = 3;

/** Six digits, thousands apart. */
function digits(n: number): string {
  const size = Math.abs(n);
  if (n !== 0 && (size < 1e-4 || size >= 1e15)) return n.toPrecision(6).replace(/\.?0+(?=e|$)/, "");
  const whole = Math.max(0, 5 - Math.floor(Math.log10(Math.max(size, 1e-4))));
  return n.toLocaleString("en-US", { maximumFractionDigits: size >= 1e5 ? 0 : Math.min(9, whole) });
}

/** A path as people say it: the chosen plan goes without saying, things of a list go by their ids. */
function nameOf(root: Value, path: string): string {
  const keys = path.split(".");
  const said = keys.map((key, i) => {
    const id = /^\d+$/.test(key) ? at(root, [...keys.slice(0, i + 1), "id"]) : undefined;
    return typeof id === "string" && keys[i - 1] !== "plans" ? id : key;
  });
  const name = said.join(".").replace(/^plans\.0\.(facts\.)?/, "");
  return name.replace(/^.*\.why\.inputs\./, "").replace(/\.(value|p50)$/, "");
}

function amount(say: Say, e: Explanation): string {
  if (e.value === null) return say("explain.unknown");
  if (typeof e.value !== "number") return String(e.value);
  const unit = e.unit === null ? "" : say(`unit.${e.unit}`);
  const range = e.range ? ` (${digits(e.range.p10)} - ${digits(e.range.p90)})` : "";
  return `${digits(e.value)}${range}${unit === "" ? "" : ` ${unit}`}`;
}

function lines(v: ExplainView, say: Say, e: Explanation, depth: number): readonly string[] {
  const indent = "  ".repeat(depth);
  const title = `${nameOf(v.root, e.path)} = ${amount(say, e)}`;
  const below = v.every || depth < DEPTH;
  // Names stand below without the place that they are kept in.
  const formula = e.formula?.replaceAll(/\bfacts\./g, "").replaceAll("1.2815515655446004", "1.2816");
  const said = formula === undefined ? [] : [wrap(`= ${formula}`, v.width, `${indent}    `)];
  const from =
    e.source === null
      ? []
      : [
          wrap(
            `${say("explain.from")}${say("cli.colon")}${e.source}${e.asOf !== null ? `, ${e.asOf}` : e.unit === "USD/unit" && e.value !== null ? `, ${say("cli.undated")}` : ""}`,
            v.width,
            `${indent}    `,
          ),
        ];
  const inputs = below ? e.inputs.flatMap((input) => lines(v, say, input, depth + 1)) : [];
  const hidden = below || e.inputs.length === 0 ? [] : [`${indent}    ${say("explain.deeper", { count: e.inputs.length })}`];
  return [wrap(depth === 0 ? v.paint.bold(title) : title, v.width, indent), ...[...said, ...from, ...hidden].map(v.paint.dim), ...inputs];
}

/** A number with its formula, inputs and sources, as an outline. */
export function renderExplanation(v: ExplainView): string {
  return `${lines(v, sayer(v), v.explanation, 0).join("\n")}\n`;
}
