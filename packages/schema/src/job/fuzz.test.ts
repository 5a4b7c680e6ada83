import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutatedJob, notFinite, validJob } from "../../fixtures/jobs.ts";
import { allTexts, loadLanguage, message } from "../locales/index.ts";
import { parseJobText } from "./parse.ts";
import { readJob } from "./read.ts";

const texts = await allTexts();
await loadLanguage("zh-CN");

function checkRead(value: unknown): void {
  const { job, issues } = readJob(value);
  const errors = issues.filter((i) => i.severity === "error");
  expect(job === null).toBe(errors.length > 0);
  if (job) expect(notFinite({ ...job, model: null })).toBeNull();
  for (const issue of issues) {
    for (const language of ["en", "zh-CN"] as const) {
      expect(texts[language][issue.code], issue.code).toBeDefined();
      expect(message(issue, language)).not.toMatch(/\{\w+\} |undefined/);
    }
  }
}

function checkText(text: string): void {
  const { value, issues } = parseJobText(text, "job");
  expect(value === null).toBe(issues.length > 0);
  for (const issue of issues) expect(texts.en[issue.code], issue.code).toBeDefined();
  if (value !== null) checkRead(value);
}

const yamlish = fc
  .array(
    fc.constantFrom(
      "model",
      ": ",
      "\n",
      "  ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&a ",
      "*a",
      "!!set ",
      "? ",
      "|",
      ">",
      '"',
      "'",
      "#",
      "---\n",
      "data",
      "1M",
      ".nan",
      "\t",
      "<<",
      "%",
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(""));

describe("any text as a job", () => {
  it("is read or refused, whatever its characters", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), yamlish, fc.json()), checkText), { seed: 2, numRuns: 500 });
  });

  it("is read or refused, whatever is cut from or put into a good job", () => {
    const cut = fc.tuple(validJob, fc.nat(), fc.nat(20), yamlish).map(([job, at, length, piece]) => {
      const text = JSON.stringify(job, null, 1);
      const from = at % text.length;
      return text.slice(0, from) + piece + text.slice(from + length);
    });
    fc.assert(fc.property(cut, checkText), { seed: 3, numRuns: 400 });
  });

  it("gives the value of JSON as JSON does", () => {
    fc.assert(
      fc.property(validJob, (job) => {
        expect(parseJobText(JSON.stringify(job), "job").value).toEqual(job);
      }),
      { seed: 4 },
    );
  });

  it.each([
    ["brackets", "[".repeat(200_000)],
    ["commas", `[${",".repeat(40_000)}`],
    ["list marks", "- ".repeat(40_000)],
    ["tags", "! ".repeat(40_000)],
    ["the same key", "a:\n".repeat(20_000)],
    ["keys", Array.from({ length: 30_000 }, (_, i) => `${i.toString(36)}:`).join("\n")],
    ["steps of indentation", Array.from({ length: 600 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["spaces in a value", `model: "${" ".repeat(199_000)}"`],
    ["spaces in an amount", `model: a\ndata: { tokens: "${" ".repeat(199_000)}M" }`],
  ])("is refused in a few seconds, full of %s", (_, text) => {
    const { value, issues } = parseJobText(text, "job");
    if (value === null) expect(issues.length).toBe(1);
    else expect(readJob(value).job).toBeNull();
  });
});

describe("any value as a job", () => {
  it("is read or refused", () => {
    fc.assert(fc.property(fc.anything({ withBigInt: false }), checkRead), { seed: 5, numRuns: 800 });
  });

  it("is read when every field is allowed", () => {
    fc.assert(
      fc.property(validJob, (job) => {
        expect(readJob(job).issues).toEqual([]);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it("is read or refused, whatever stands in one place of a good job", () => {
    fc.assert(fc.property(mutatedJob, checkRead), { seed: 7, numRuns: 1000 });
  });

  it("doesn't pollute a prototype", () => {
    readJob(JSON.parse('{"__proto__": {"polluted": 1}, "model": "a", "where": {"__proto__": {"polluted": 1}}}'));
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});
