import { normalCdf } from "@outlay/engine";

/** What a name in a formula stands for; null where it stands for nothing. `sum(a.b)` asks for every `b` of a list `a`. */
export interface Scope {
  readonly one: (name: string) => number | null;
  readonly all: (name: string) => readonly number[];
}

const FUNCTIONS: Readonly<Record<string, (...xs: readonly number[]) => number>> = {
  min: (...xs) => Math.min(...xs),
  max: (...xs) => Math.max(...xs),
  exp: (x = 0) => Math.exp(x),
  ln: (x = 0) => Math.log(x),
  hypot: (...xs) => Math.hypot(...xs),
  round: (x = 0) => Math.round(x),
  ceil: (x = 0) => Math.ceil(x),
  normal: (x = 0) => normalCdf(x),
};

/** A name may hold a hyphen (`llm-foundry`): a difference has spaces around it. */
const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z_][\w.-]*[\w]|[A-Za-z_])|([-+*/^(),]))/y;

type Token = { readonly kind: "number"; readonly value: number } | { readonly kind: "name" | "mark"; readonly text: string };

function tokensOf(formula: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < formula.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(formula);
    if (!match) throw new Error(`formula ${formula} can't be read at ${at}`);
    const [, number, name, mark] = match;
    if (number !== undefined) tokens.push({ kind: "number", value: Number(number) });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "mark", text: mark ?? "" });
  }
  return tokens;
}

/** Names in a formula, each once, functions left out; those of a sum as lists. */
export function namesIn(formula: string): readonly { readonly name: string; readonly list: boolean }[] {
  const tokens = tokensOf(formula);
  const found = new Map<string, boolean>();
  for (const [i, t] of tokens.entries()) {
    if (t.kind !== "name" || Object.hasOwn(FUNCTIONS, t.text) || t.text === "sum") continue;
    const before = tokens[i - 2];
    found.set(t.text, before?.kind === "name" && before.text === "sum");
  }
  return [...found].map(([name, list]) => ({ name, list }));
}

/** Where in a formula its reading is. */
interface Reading {
  readonly formula: string;
  readonly tokens: readonly Token[];
  readonly scope: Scope;
  at: number;
  /** Whether a name so far stands for nothing. */
  unknown: boolean;
}

function isMark(r: Reading, text: string): boolean {
  const t = r.tokens[r.at];
  return t?.kind === "mark" && t.text === text;
}

/** Goes past a mark if it is next. */
function took(r: Reading, text: string): boolean {
  const there = isMark(r, text);
  if (there) r.at += 1;
  return there;
}

function take(r: Reading, text: string): void {
  if (!took(r, text)) throw new Error(`formula ${r.formula} wants ${text}`);
}

function sumOf(r: Reading): number {
  take(r, "(");
  const of = r.tokens[r.at++];
  take(r, ")");
  return of?.kind === "name" ? r.scope.all(of.text).reduce((total, x) => total + x, 0) : 0;
}

function callOf(r: Reading, f: (...xs: readonly number[]) => number): number {
  take(r, "(");
  const xs = [sums(r)];
  while (took(r, ",")) xs.push(sums(r));
  take(r, ")");
  return f(...xs);
}

function named(r: Reading, name: string): number {
  if (name === "sum") return sumOf(r);
  const f = FUNCTIONS[name];
  if (f) return callOf(r, f);
  const value = r.scope.one(name);
  if (value === null) r.unknown = true;
  return value ?? Number.NaN;
}

function atom(r: Reading): number {
  if (took(r, "-")) return -power(r);
  if (took(r, "(")) {
    const inner = sums(r);
    take(r, ")");
    return inner;
  }
  const t = r.tokens[r.at++];
  if (t?.kind === "number") return t.value;
  if (t?.kind === "name") return named(r, t.text);
  throw new Error(`formula ${r.formula} ends too soon`);
}

function power(r: Reading): number {
  const x = atom(r);
  return took(r, "^") ? x ** power(r) : x;
}

function products(r: Reading): number {
  let x = power(r);
  for (;;) {
    if (took(r, "*")) x *= power(r);
    else if (took(r, "/")) x /= power(r);
    else return x;
  }
}

function sums(r: Reading): number {
  let x = products(r);
  for (;;) {
    if (took(r, "+")) x += products(r);
    else if (took(r, "-")) x -= products(r);
    else return x;
  }
}

/** The value of a formula of + - * / ^, a few functions and names; null where a name stands for nothing. */
export function valueOf(formula: string, scope: Scope): number | null {
  const r: Reading = { formula, tokens: tokensOf(formula), scope, at: 0, unknown: false };
  const value = sums(r);
  if (r.at < r.tokens.length) throw new Error(`formula ${formula} can't be read from its part ${r.at + 1} on`);
  return r.unknown ? null : value;
}
