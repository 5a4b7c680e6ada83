import { describe, expect, it } from "vitest";
import { evidence } from "./accuracy/data.ts";
import { drawn, MOST_DRAWN } from "./accuracy/scatter.ts";
import { accuracyFiles } from "./accuracy.ts";
import { textOf } from "./files.ts";

describe("docs/accuracy.md", () => {
  const e = evidence();
  const files = accuracyFiles(e);

  it.each(Object.keys(files))("says what the data say: %s", (path) => {
    expect(textOf(path) === files[path], "run: npm run accuracy").toBe(true);
  });

  it("is the same each time", () => {
    expect(accuracyFiles(e)).toEqual(files);
  });

  it("stands on figures of records that exist", () => {
    const ids = new Set(e.cases.map((r) => r.case.id));
    expect(e.figures.length).toBeGreaterThan(2000);
    expect(e.figures.filter((f) => !ids.has(f.id))).toEqual([]);
  });

  it("a figure that moves changes the page, and a large one without a reason is marked", () => {
    const [first, ...rest] = e.figures;
    const moved = first ? [{ ...first, id: "nowhere/run", fitted: 1 }, ...rest] : [];
    const page = accuracyFiles({ ...e, figures: moved })["docs/accuracy.md"] ?? "";
    expect(page).not.toBe(files["docs/accuracy.md"]);
    expect(page).toMatch(/`nowhere\/run` .* not yet explained/);
  });
});

describe("the charts", () => {
  const { figures } = evidence();

  it("draw short sources whole and long ones evenly, first to last", () => {
    const [f] = figures;
    const list = f ? Array.from({ length: 1000 }, (_, i) => ({ ...f, id: String(i) })) : [];
    expect(drawn(list.slice(0, MOST_DRAWN))).toHaveLength(MOST_DRAWN);
    const ids = drawn(list).map((d) => Number(d.id));
    expect(ids).toHaveLength(MOST_DRAWN);
    expect(Math.max(...ids.slice(1).map((id, i) => id - (ids[i] ?? 0)))).toBeLessThan(8);
  });

  it("are small and say what they show", () => {
    for (const path of ["docs/accuracy-time.svg", "docs/accuracy-memory.svg"]) {
      const svg = textOf(path);
      expect(svg.length).toBeLessThan(200_000);
      expect(svg).toContain('role="img" aria-labelledby="t d"');
      expect(svg).not.toContain("NaN");
    }
  });
});
