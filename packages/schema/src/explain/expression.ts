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

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z_][\w.-]*[\w]|[A-Za-z_])|([-+*/^(),]))/y;
/** A name may hold a hyphen (`virtual-pp`), a difference has spaces around it. */

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

/** The value of a formula of + - * / ^, a few functions and names; null where a name stands for nothing. */
export function valueOf(formula: string, scope: Scope): number | null {
  const tokens = tokensOf(formula);
  let at = 0;
  let unknown = false;
  const isMark = (text: string): boolean => {
    const t = tokens[at];
    return t?.kind === "mark" && t.text === text;
  };
  const take = (text: string): void => {
    if (!isMark(text)) throw new Error(`formula ${formula} wants ${text}`);
    at += 1;
  };
  const named = (name: string): number => {
    if (name === "sum") {
      take("(");
      const of = tokens[at++];
      take(")");
      return of?.kind === "name" ? scope.all(of.text).reduce((total, x) => total + x, 0) : 0;
    }
    const f = FUNCTIONS[name];
    if (!f) {
      const value = scope.one(name);
      if (value === null) unknown = true;
      return value ?? Number.NaN;
    }
    take("(");
    const xs = [sums()];
    while (isMark(",")) {
      at += 1;
      xs.push(sums());
    }
    take(")");
    return f(...xs);
  };
  const atom = (): number => {
    const t = tokens[at];
    if (isMark("-")) {
      at += 1;
      return -power();
    }
    if (isMark("(")) {
      at += 1;
      const inner = sums();
      take(")");
      return inner;
    }
    at += 1;
    if (t?.kind === "number") return t.value;
    if (t?.kind === "name") return named(t.text);
    throw new Error(`formula ${formula} ends too soon`);
  };
  const power = (): number => {
    const x = atom();
    if (!isMark("^")) return x;
    at += 1;
    return x ** power();
  };
  const products = (): number => {
    let x = power();
    while (isMark("*") || isMark("/")) {
      const times = isMark("*");
      at += 1;
      x = times ? x * power() : x / power();
    }
    return x;
  };
  const sums = (): number => {
    let x = products();
    while (isMark("+") || isMark("-")) {
      const plus = isMark("+");
      at += 1;
      x = plus ? x + products() : x - products();
    }
    return x;
  };
  const value = sums();
  return unknown ? null : value;
}
