import { describe, expect, it } from "vitest";
import { casesPage } from "./cases.ts";
import { textOf } from "./files.ts";

describe("docs/cases.md", () => {
  it("says what the product says", () => {
    expect(casesPage(), "run: npm run cases").toBe(textOf("docs/cases.md"));
  }, 60_000);
});
