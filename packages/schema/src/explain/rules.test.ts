import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allTexts } from "../locales/index.ts";
import { FACT_RULES } from "./fact-rules.ts";
import { INPUTS, NAMED } from "./input-rules.ts";
import { QUANTITIES, WATERFALL, WATERFALL_USD } from "./plan-rules.ts";
import { RULES } from "./result-rules.ts";
import type { Rule } from "./rule.ts";

const all: readonly (readonly [string, Rule])[] = [RULES, INPUTS, QUANTITIES, WATERFALL, WATERFALL_USD, FACT_RULES].flatMap((r) =>
  Object.entries(r),
);

const texts = await allTexts();

describe("the rules of a result's numbers", () => {
  it("each say a formula, a text or a source, and never two formulas", () => {
    expect(all.length).toBeGreaterThan(250);
    for (const [path, rule] of all) {
      const said = [rule.formula, rule.prose, rule.why].filter((x) => x !== undefined).length;
      expect([path, said === 1 || (said === 0 && rule.source !== undefined)]).toEqual([path, true]);
    }
  });

  it("have their texts and units in both languages", () => {
    for (const language of ["en", "zh-CN"] as const) {
      const has = (key: string): boolean => texts[language][key] !== undefined;
      const keys = all.flatMap(([, r]) => [
        r.prose,
        r.source?.startsWith("explain.") ? r.source : undefined,
        r.unit === null ? undefined : `unit.${r.unit}`,
      ]);
      expect(keys.filter((key) => key !== undefined && !has(key))).toEqual([]);
    }
  });

  it("have formulas in both languages where they have words, those of the engine too", () => {
    const root = new URL("../../../engine/src/", import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
      (f) => /^(time|memory|plan)\/[\w-]+\.ts$/.test(f) && !/test|tornado/.test(f),
    );
    const code = files.map((f) => readFileSync(new URL(f, root), "utf8")).join("\n");
    const written = [...code.matchAll(/formula:\s*(?:\w+ \? "([^"]+)" : )?"([^"]+)"/g)].flatMap(([, a, b]) =>
      [a, b].filter((x) => x !== undefined),
    );
    const prose = [...new Set(written)].filter(
      (formula) => formula.includes(" ") && /[a-z]{4}/.test(formula.replaceAll(/\b(alpha|beta|tau|eta)\b/g, "")),
    );
    expect(prose.length).toBeGreaterThan(40);
    const named = new Set(Object.keys(NAMED));
    expect(prose.filter((formula) => !named.has(formula) && texts["zh-CN"][`explain.why.${formula}`] === undefined)).toEqual([]);
  });
});
