import type { Facts, PlanRequest, PlanResult } from "@outlay/engine";
import { hasText, type Language, text } from "../locales/index.ts";
import { FACT_RULES } from "./fact-rules.ts";
import { namesIn, valueOf } from "./expression.ts";
import { INPUTS, NAMED } from "./input-rules.ts";
import { at, isTree, type Value } from "./paths.ts";
import { QUANTITIES, WATERFALL, WATERFALL_USD } from "./plan-rules.ts";
import { RULES } from "./result-rules.ts";
import type { Rule } from "./rule.ts";

/** A number with all that it comes from. */
export interface Explanation {
  readonly path: string;
  readonly value: number | string | boolean | null;
  readonly unit: string | null;
  /** The 80 % range, where the number is the median of one. */
  readonly range: { readonly p10: number; readonly p90: number } | null;
  readonly formula: string | null;
  readonly source: string | null;
  readonly asOf: string | null;
  readonly inputs: readonly Explanation[];
}

/** A result with what its plans were worked out with beside it. */
export interface Explained {
  readonly result: PlanResult;
  /** Of each plan, in their order. */
  readonly facts: readonly Facts[];
  /** What the request left no choice about, by its name in a plan. */
  readonly pinned: readonly string[];
}

/** What a request leaves no choice about: the names that plans and their formulas have for it. */
export function pinnedBy({ layout, gpus, stacks, machines, training, work }: PlanRequest): readonly string[] {
  const list = Object.keys(layout);
  if (gpus.min === gpus.max) list.push("gpus");
  if (stacks.length === 1) list.push("stack");
  if (new Set(machines.map((m) => m.accelerator.id)).size === 1) list.push("accelerator");
  if (training.precision !== null) list.push("precision");
  if (training.attention !== null) list.push("attentionKernel");
  if (work.globalBatch !== null) list.push("globalBatch");
  return list;
}

/** One tree to look names up in: the facts of a plan stand under `facts`. */
export function rootOf({ result, facts, pinned }: Explained): Value {
  const plain: Value = JSON.parse(JSON.stringify(result));
  if (!isTree(plain)) return plain;
  const plans = Array.isArray(plain["plans"]) ? plain["plans"] : [];
  const known: Value = JSON.parse(JSON.stringify(facts));
  return {
    ...plain,
    pinned,
    plans: plans.map((plan, i) => (isTree(plan) && Array.isArray(known) ? { ...plan, facts: known[i] ?? {} } : plan)),
  };
}

/** What a group is asked about when it is named itself, first found first. */
const HEADLINES = [
  "p50",
  "value",
  "total",
  "costUsd",
  "kwh",
  "usd",
  "totalUsd",
  "gpuHours",
  "seconds",
  "bytes",
  "measured",
  "distance",
] as const;

/** The number that a path means: itself, or the headline of a group; null where there is none. */
export function headline(root: Value, path: readonly string[]): readonly string[] | null {
  const value = at(root, path);
  if (value === undefined) return null;
  if (typeof value === "number" || value === null) return path;
  if (!isTree(value)) return null;
  for (const key of HEADLINES) if (Object.hasOwn(value, key)) return headline(root, [...path, key]);
  return null;
}

/** Where a name leads from a group: into the group, or one of those around it. */
function reach(root: Value, group: readonly string[], name: string): readonly string[] | null {
  const keys = name.split(".");
  for (let depth = group.length; depth >= 0; depth--) {
    const path = [...group.slice(0, depth), ...keys];
    if (at(root, path) !== undefined) return path;
  }
  return null;
}

function numberAt(root: Value, path: readonly string[] | null): number | null {
  const found = path && headline(root, path);
  const value = found ? at(root, found) : null;
  return typeof value === "number" ? value : null;
}

/** Places of a list that a name such as `parts.value` leads to, those without a number left out. */
function places(root: Value, group: readonly string[], name: string): readonly (readonly string[])[] {
  const keys = name.split(".");
  const last = keys.pop() ?? "";
  const list = reach(root, group, keys.join("."));
  const items = list ? at(root, list) : null;
  if (!list || !Array.isArray(items)) return [];
  return items.map((_, i) => [...list, String(i), last]).filter((path) => typeof at(root, path) === "number");
}

const patterns = Object.entries(RULES).map(([pattern, rule]) => ({ keys: pattern.split("."), rule }));

const fits = (keys: readonly string[], path: readonly string[]): boolean =>
  keys.length === path.length && keys.every((key, i) => key === "*" || key === path[i]);

/** The rule of what stands in a list by its id. */
function byId(root: Value, path: readonly string[]): Rule | null {
  const [, , list, , key] = path;
  const id = at(root, [...path.slice(0, 4), "id"]);
  if (path.length !== 5 || typeof id !== "string") return null;
  if (list === "bill" && key === "quantity") return QUANTITIES[id] ?? null;
  if (list === "waterfall" && key === "gpuHours") return WATERFALL[id] ?? null;
  if (list === "waterfall" && key === "usd") return WATERFALL_USD[id] ?? WATERFALL_USD["hours"] ?? null;
  return null;
}

/** The rule of an input of a formula that stands in the result. */
function ofInput(root: Value, path: readonly string[]): Rule | null {
  const name = path.at(-1) ?? "";
  if (path.at(-2) !== "inputs" || path.at(-3) !== "why") return null;
  const id = at(root, [...path.slice(0, -3), "id"]);
  return (typeof id === "string" ? INPUTS[`${id}.${name}`] : undefined) ?? INPUTS[name] ?? null;
}

/** The rule of a fact that follows from others. */
function ofFact(path: readonly string[]): Rule | null {
  return path[2] === "facts" && path.at(-1) === "value" ? (FACT_RULES[path.slice(3, -1).join(".")] ?? null) : null;
}

/** How the number at a path comes about; null where no rule says it. An unknown quantity goes by the rule of its median or value. */
export function ruleOf(root: Value, path: readonly string[]): Rule | null {
  const own = exactRule(root, path);
  if (own || at(root, path) !== null) return own;
  return exactRule(root, [...path, "p50"]) ?? exactRule(root, [...path, "value"]);
}

function exactRule(root: Value, path: readonly string[]): Rule | null {
  return ofFact(path) ?? ofInput(root, path) ?? byId(root, path) ?? patterns.find((p) => fits(p.keys, path))?.rule ?? null;
}

interface Builder {
  readonly root: Value;
  readonly language: Language;
  readonly seen: Set<string>;
}

/** What the plan's reason is about; all else is chosen for each of these. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(["gpus", "accelerator", "stack"]);

/** Whether a choice of a plan was the search's or the job's. */
function choiceOf(b: Builder, name: string): string {
  const pinned = at(b.root, ["pinned"]);
  if (Array.isArray(pinned) && pinned.includes(name)) return text("explain.pinned", b.language);
  return text(OF_THE_MACHINE.has(name) ? "explain.choice-of-machine" : "explain.choice", b.language);
}

function sourceOf(b: Builder, path: readonly string[], source: string | undefined): string | null {
  const group = path.slice(0, -1);
  if (source === undefined) return null;
  if (source === "explain.choice") return choiceOf(b, path.at(-1) ?? "");
  if (source.startsWith("explain.")) return text(source, b.language);
  const found = reach(b.root, group, source);
  const value = found && at(b.root, found);
  const url = found?.at(-1) === "source" ? at(b.root, [...found.slice(0, -1), "url"]) : null;
  return typeof value === "string" ? (typeof url === "string" ? `${value}; ${url}` : value) : null;
}

/** The formula with the id of its own list filled in. */
function filled(root: Value, group: readonly string[], formula: string): string {
  const id = at(root, [...group, "id"]);
  return typeof id === "string" ? formula.replace("{id}", id) : formula;
}

/** A group of names in a formula, each explained; a number that was explained already stands without its own inputs. */
function explained(
  b: Builder,
  group: readonly string[],
  names: readonly { readonly name: string; readonly list: boolean }[],
): readonly Explanation[] {
  return names.flatMap(({ name, list }) => {
    const paths = list ? places(b.root, group, name) : [reach(b.root, group, name)];
    return paths.flatMap((path) => {
      const found = path && headline(b.root, path);
      return found ? [build(b, aliased(b.root, found))] : [];
    });
  });
}

function fromWhy(b: Builder, group: readonly string[], rule: Rule): Pick<Explanation, "formula" | "source" | "inputs"> {
  const place = reach(b.root, group, rule.why ?? "why");
  const why = place && at(b.root, place);
  if (!place || !isTree(why)) return { formula: null, source: null, inputs: [] };
  const { formula, source, inputs } = why;
  const given = isTree(inputs) ? Object.entries(inputs) : [];
  const named = String(formula ?? "");
  const key = `explain.why.${named}`;
  const said = NAMED[named] ?? (hasText(key) ? text(key, b.language) : named);
  return {
    formula: said,
    source: typeof source === "string" ? source : null,
    inputs: given.map(([name, value]) => {
      const path = [...place, "inputs", name];
      if (typeof value === "number") return build(b, aliased(b.root, path));
      const word = typeof value === "string" || typeof value === "boolean" ? value : null;
      return leaf(path, word, { source: choiceOf(b, name) });
    }),
  };
}

/** Where a number stands that is all that an input is. */
function aliased(root: Value, path: readonly string[]): readonly string[] {
  const formula = ruleOf(root, path)?.formula ?? "";
  const target = /^[a-zA-Z][\w.-]*$/.test(formula) ? reach(root, path.slice(0, -1), formula) : null;
  const found = target && headline(root, target);
  return found && found.join(".") !== path.join(".") ? aliased(root, found) : path;
}

function leaf(path: readonly string[], value: Explanation["value"], more: Partial<Explanation>): Explanation {
  return { path: path.join("."), value, unit: null, range: null, formula: null, source: null, asOf: null, inputs: [], ...more };
}

/** A fact is a leaf, but for a stretch of the run, which stands in the result as a part. */
function factOf(b: Builder, path: readonly string[]): Explanation | null {
  const group = path.slice(0, -1);
  if (path[2] !== "facts" || path.at(-1) !== "value" || ofFact(path)) return null;
  const part = [...path.slice(0, 2), "runSeconds", "parts", path[4] ?? "", "value"];
  if (path[3] === "duration" && typeof at(b.root, part) === "number") return build(b, part);
  const [unit, source] = [at(b.root, [...group, "unit"]), at(b.root, [...group, "source"])];
  const value = at(b.root, path);
  return leaf(group, typeof value === "number" ? value : null, {
    unit: typeof unit === "string" ? unit : null,
    source: typeof source === "string" ? source : null,
  });
}

function rangeAt(root: Value, path: readonly string[]): Explanation["range"] {
  const group = path.slice(0, -1);
  if (path.at(-1) !== "p50") return null;
  const [p10, p90] = [at(root, [...group, "p10"]), at(root, [...group, "p90"])];
  return typeof p10 === "number" && typeof p90 === "number" ? { p10, p90 } : null;
}

function build(b: Builder, path: readonly string[]): Explanation {
  const fact = factOf(b, path);
  if (fact) return fact;
  const value = at(b.root, path);
  const group = path.slice(0, -1);
  const rule = ruleOf(b.root, path);
  const key = path.join(".");
  const shown = typeof value === "number" ? value : null;
  if (!rule) return leaf(path, shown, {});
  const date = rule.asOf === undefined ? null : reach(b.root, group, rule.asOf);
  const asOf = date && at(b.root, date);
  const common = { unit: rule.unit, range: rangeAt(b.root, path), asOf: typeof asOf === "string" ? asOf : null };
  const source = sourceOf(b, path, rule.source);
  // Told once: what comes again stands with its value alone.
  if (b.seen.has(key)) return leaf(path, shown, { ...common, source });
  b.seen.add(key);
  if (rule.why !== undefined) return leaf(path, shown, { ...common, ...fromWhy(b, group, rule) });
  if (rule.formula !== undefined) {
    const formula = filled(b.root, group, rule.formula);
    return leaf(path, shown, { ...common, formula, source, inputs: explained(b, group, namesIn(formula)) });
  }
  const names = (rule.inputs ?? []).map((name) => ({ name, list: false }));
  const formula = rule.prose === undefined ? null : text(rule.prose, b.language);
  return leaf(path, shown, { ...common, formula, source, inputs: explained(b, group, names) });
}

/** The derivation of the number at a path of a result; null where there is no number. */
export function explanationOf(root: Value, path: readonly string[], language: Language): Explanation | null {
  const found = headline(root, path);
  return found && build({ root, language, seen: new Set() }, found);
}

/** What the arithmetic of a number's rule gives; null where its rule isn't arithmetic, or something in it is unknown. */
export function reckoned(root: Value, path: readonly string[]): number | null {
  const rule = ruleOf(root, path);
  const group = path.slice(0, -1);
  const why = rule?.why === undefined ? null : reach(root, group, rule.why);
  const named = why ? NAMED[String(at(root, [...why, "formula"]))] : undefined;
  const formula = rule?.formula ?? named;
  if (formula === undefined) return null;
  const from = named !== undefined && why ? [...why, "inputs"] : group;
  return valueOf(filled(root, group, formula), {
    one: (name) => numberAt(root, reach(root, from, name)),
    all: (name) => places(root, from, name).map((p) => numberAt(root, p) ?? 0),
  });
}
