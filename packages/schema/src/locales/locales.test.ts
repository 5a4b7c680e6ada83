import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MEASURED, QUESTIONS, REASONS } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { allTexts, message, text } from "./index.ts";

const { en, "zh-CN": zh } = await allTexts();
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const FOLDERS = [
  "packages/engine/src",
  "packages/catalog/src",
  "packages/schema/src",
  "packages/interchange/src",
  "packages/validation/src",
  "packages/charts/src",
  "apps/cli/src",
  "apps/web/src",
];
const NOT_SOURCES = new Set(["generated", "dist", "node_modules", "locales", "golden"]);

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SOURCES.has(entry.name) ? [] : sources(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

const code = FOLDERS.flatMap((folder) => sources(join(ROOT, folder))).join("\n");
const placeholders = (template: string): readonly string[] => [...new Set(template.match(/\{\w+\}/g) ?? [])].sort();
const has = (key: string): boolean => en[key] !== undefined && zh[key] !== undefined;

/** Whole texts in the sources that look like keys: of our sections, and not the path of a job's field. */
function keysIn(sections: string): readonly string[] {
  const found = code.matchAll(new RegExp(`"((?:${sections})\\.[a-z0-9]+(?:[.-][a-zA-Z0-9]+)*)"`, "g"));
  return [...new Set([...found].map((m) => m[1] ?? ""))];
}

/** Ids that a file of the engine lists as keys of its table of formulas. */
function idsOf(file: string): readonly string[] {
  const source = readFileSync(join(ROOT, "packages/engine/src", file), "utf8");
  return [...source.matchAll(/^ {2}(\w+): \{\s*(?:formula|$)/gm)].map((m) => m[1] ?? "");
}

describe("texts", () => {
  it("are there in both languages under the same keys", () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    expect(Object.keys(en).length).toBeGreaterThan(300);
  });

  it("have the same placeholders in both languages", () => {
    const differing = Object.keys(en).filter((key) => String(placeholders(en[key] ?? "")) !== String(placeholders(zh[key] ?? "")));
    expect(differing).toEqual([]);
  });

  it("are translated: only names and signs are the same in both", () => {
    const same = Object.keys(en).filter((key) => en[key] === zh[key] && /[a-z]{5}/.test((en[key] ?? "").replaceAll(/\{\w+\}/g, "")));
    expect(same).toEqual([]);
  });

  it("are there for every code and label that the sources name", () => {
    const named = [
      ...keysIn("job|plan|default|evidence|prices|cli|list|uncounted|reason|verdict"),
      ...[...code.matchAll(/code: "([^"]+)"/g)].map((m) => m[1] ?? ""),
      ...[...code.matchAll(/\btrouble\(\s*"([\w-]+)"/g)].map((m) => `${has(`data.${m[1] ?? ""}`) ? "data" : "model"}.${m[1] ?? ""}`),
    ];
    const codes = [...new Set(named)].filter((key) => /^[a-z]+\.[a-z]/.test(key));
    expect(codes.length).toBeGreaterThan(150);
    expect(codes.filter((key) => !has(key))).toEqual([]);
  });

  it("are there for every code that is put together", () => {
    const kinds = [...code.matchAll(/\bread\(\s*"(\w+)",\s*[^"\s]/g)].map((m) => `job.bad-${m[1] ?? ""}`);
    const assumed = [...code.matchAll(/notes\.assume\([^;]*?"([a-z-]+)"\);/g)].map((m) => `default.${m[1] ?? ""}`);
    const near = [...code.matchAll(/(?:notes\.unknown\(|oneOf\([^;]*?)"(job\.unknown-[a-z]+)"/g)].map((m) => `${m[1] ?? ""}-near`);
    const refusals =
      /type Refusal =([^;]+);/
        .exec(code)?.[1]
        ?.match(/"[^"]+"/g)
        ?.map((r) => `plan.refused.${r.slice(1, -1)}`) ?? [];
    for (const list of [kinds, assumed, near, refusals]) expect(list.length).toBeGreaterThan(2);
    expect([...kinds, ...assumed, ...near, ...refusals].filter((key) => !has(key))).toEqual([]);
  });

  it.each([
    ["memory", "memory/explain.ts"],
    ["time", "time/explain.ts"],
  ])("name every part of %s", (section, file) => {
    const ids = idsOf(file);
    expect(ids.length).toBeGreaterThan(8);
    expect(ids.filter((id) => !has(`${section}.${id}`))).toEqual([]);
  });

  it("name the parts of a run, the lines of a bill, phases, reasons, verdicts and what isn't counted", () => {
    const all = (pattern: RegExp): readonly string[] =>
      code
        .match(pattern)?.[0]
        ?.match(/"[^"]+"/g)
        ?.map((s) => s.slice(1, -1)) ?? [];
    const lists: readonly (readonly [string, readonly string[]])[] = [
      ["run", [...code.matchAll(/\bpart\("(\w+)"/g)].map((m) => m[1] ?? "")],
      ["bill", all(/id: "compute"[^;]+;/)],
      ["phase", all(/const PHASES[^=]*= \[[^\]]+\]/)],
      ["reason", REASONS],
      ["verdict", all(/type Verdict = [^;]+;/)],
      ["uncounted", all(/const NOT_COUNTED = \[[^\]]+\]/)],
      ["unit", [...code.matchAll(/unit: "([^"]+)"/g)].map((m) => m[1] ?? "")],
    ];
    for (const [section, ids] of lists) {
      expect([section, ids.length > 2]).toEqual([section, true]);
      expect(ids.map((id) => `${section}.${id}`).filter((key) => !has(key))).toEqual([]);
    }
  });

  it("name every measured figure, every question and every feature that runs are compared by", () => {
    const fields = /export interface RunFeatures \{([^}]+)\}/.exec(code)?.[1] ?? "";
    const features = [...fields.matchAll(/readonly (\w+):/g)].map((m) => `feature.${m[1] ?? ""}`);
    expect(features.length).toBeGreaterThan(25);
    const keys = [...features, ...MEASURED.map((id) => `like.${id}`), ...QUESTIONS.map((id) => `ask.${id}`)];
    for (const quantity of ["time", "cost", "memory"]) keys.push(`ask.narrows-${quantity}`);
    expect(keys.filter((key) => !has(key))).toEqual([]);
  });

  it("fill in their values, and leave a placeholder without one", () => {
    expect(text("job.unknown-stack", "en", { value: "x", allowed: "a, b" })).toBe("x is no stack of the catalog. Allowed: a, b.");
    expect(text("job.unknown-stack", "en", { value: "{allowed}" })).toContain("{allowed}");
    expect(text("no.such-key", "en", { a: 1 })).toBe("no.such-key (a 1)");
  });

  it("say where an issue stands, once", () => {
    const issue = { severity: "error", path: "data.tokens", values: { value: "0" } } as const;
    expect(message({ ...issue, code: "job.bad-count" }, "en")).toMatch(/^data\.tokens must be/);
    expect(message({ ...issue, code: "job.unknown-stack" }, "en")).toMatch(/^data\.tokens: 0 is no stack/);
  });
});
