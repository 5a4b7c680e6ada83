import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { jobJsonSchema } from "../job/read.ts";
import { explainJsonSchema } from "./explain.ts";
import { resultJsonSchema } from "./schema.ts";
import { sweepJsonSchema } from "./sweep.ts";
import { whatifJsonSchema } from "./whatif.ts";

const committed = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));

describe("JSON Schemas", () => {
  it("of the job is current: else run `npx tsx --conditions=source scripts/job-schema.ts`", () => {
    expect(committed("job.schema.json")).toEqual(JSON.parse(JSON.stringify(jobJsonSchema())));
  });

  it("of the result is current: else run `npx tsx --conditions=source scripts/job-schema.ts`", () => {
    expect(committed("result.schema.json")).toEqual(JSON.parse(JSON.stringify(resultJsonSchema())));
  });

  it("of a search is current: else run `npx tsx --conditions=source scripts/job-schema.ts`", () => {
    expect(committed("sweep.schema.json")).toEqual(JSON.parse(JSON.stringify(sweepJsonSchema())));
  });

  it("of levers is current: else run `npx tsx --conditions=source scripts/job-schema.ts`", () => {
    expect(committed("whatif.schema.json")).toEqual(JSON.parse(JSON.stringify(whatifJsonSchema())));
  });

  it("of an explanation is current: else run `npx tsx --conditions=source scripts/job-schema.ts`", () => {
    expect(committed("explain.schema.json")).toEqual(JSON.parse(JSON.stringify(explainJsonSchema())));
  });
});
