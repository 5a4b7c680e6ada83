import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, figures, opened, type Outlay, settled, visit } from "./page.ts";

let outlay: Outlay;

beforeAll(async () => {
  outlay = await opened();
}, 60_000);

afterAll(async () => {
  await outlay.close();
});

const JOB = "#v=1&model=Qwen/Qwen2.5-7B&method.kind=lora&data.tokens=20M";
const sentence = (page: Page): Promise<string> => page.locator(".sentence").innerText();
const caption = (page: Page, id: string): Promise<string> => page.locator(`#${id} figcaption`).innerText();
const levers = (page: Page) => page.locator(".all-levers tbody tr");

describe("why", { timeout: 60_000 }, () => {
  it("has every lever with its effects, sorted as asked; one that is used is in the job, and can be taken back", async () => {
    const { page, context, wrong } = await visit(outlay, JOB);
    await settled(page);
    await levers(page).first().waitFor();
    const before = await figures(page);
    const head = (name: string) => page.locator(".all-levers thead").getByRole("button", { name });
    const minutes = async (): Promise<readonly string[]> => await page.locator(".all-levers tbody tr td:nth-of-type(2)").allInnerTexts();
    const byCost = await minutes();
    await head("time").press("Enter");
    expect(await page.locator(".all-levers th[aria-sort=ascending]").innerText()).toMatch(/^time/);
    expect(await minutes()).not.toEqual(byCost);
    await head("time").press("Enter");
    expect(await page.locator(".all-levers th[aria-sort=descending]").innerText()).toMatch(/^time/);
    await page.getByRole("button", { name: /^Show all \d+/ }).click();
    expect(await levers(page).count()).toBeGreaterThan(30);
    await answered(page, () => page.getByRole("button", { name: "use it: LoRA rank 16 → 32" }).click());
    expect((await figures(page)).memoryBytes).toBeGreaterThan(before.memoryBytes);
    expect(page.url()).toContain("method.rank=%2232%22");
    await answered(page, () => page.getByRole("button", { name: "take it back" }).click());
    expect(await figures(page)).toEqual(before);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("shows the memory that there would be, as a bar, in words and in the table", async () => {
    const { page, context, wrong } = await visit(outlay, JOB);
    await settled(page);
    await levers(page).first().waitFor();
    const alone = await caption(page, "memory");
    await page.getByLabel("QLoRA", { exact: true }).and(page.locator(".ghosts input")).press("Space");
    expect(await caption(page, "memory")).toMatch(/QLoRA: [\d.]+ GiB, .* less; fits/);
    await page.locator("#memory .twin summary").press("Enter");
    await page.locator("#memory thead th", { hasText: "QLoRA" }).waitFor();
    await page.getByLabel("QLoRA", { exact: true }).and(page.locator(".ghosts input")).press("Space");
    expect(await caption(page, "memory")).toBe(alone);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("saves a picture as PNG in the colours that are shown", async () => {
    const { page, context, wrong } = await visit(outlay, JOB, { colorScheme: "dark" });
    await settled(page);
    await page.locator("#step .twin summary").click();
    const saved = page.waitForEvent("download");
    await page.locator("#step").getByRole("button", { name: "Save as PNG" }).click();
    const png = readFileSync(await (await saved).path());
    const wide = await page.locator("#step .canvas").evaluate((e) => e.getBoundingClientRect().width);
    expect([png.subarray(1, 4).toString(), png.readUInt32BE(16)]).toEqual(["PNG", 2 * Math.floor(wide)]);
    expect(png.length).toBeGreaterThan(5000);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("is about the plan that is picked, by keyboard too: memory, step, bill, doubt and levers", async () => {
    const { page, context, wrong } = await visit(outlay, JOB);
    await settled(page);
    await levers(page).first().waitFor();
    const all = async (): Promise<readonly string[]> => [
      await sentence(page),
      ...(await Promise.all(["memory", "step", "run", "costs", "tornado"].map((id) => caption(page, id)))),
      await levers(page).first().innerText(),
    ];
    const first = await all();
    await page.locator("#frontier select").press("ArrowDown");
    await page.locator("#frontier select").press("ArrowDown");
    await expect.poll(async () => (await all()).filter((text, i) => text === first[i]), { timeout: 15_000 }).toEqual([]);
    expect(wrong).toEqual([]);
    await context.close();
  });
  it("compares up to four plans: what differs is marked, one goes, another comes", async () => {
    const { page, context, wrong } = await visit(outlay, `${JOB}&~view=compare`);
    const columns = page.locator(".compare thead th");
    await expect.poll(() => columns.count(), { timeout: 15_000 }).toBe(4);
    const cost = page.locator(".compare tbody tr", { hasText: /^cost\s*\$/i }).first();
    expect(await cost.locator("td small").allInnerTexts()).toEqual(expect.arrayContaining([expect.stringMatching(/^ ?[+−×]/)]));
    const lines = page.locator(".compare tbody tr");
    const before = await lines.count();
    await page.getByLabel("only what differs").press("Space");
    await expect.poll(() => lines.count()).toBeLessThan(before);
    expect(await page.locator(".compare tbody tr:not([data-differs]):not(.group)").count()).toBe(0);
    await page
      .getByRole("button", { name: /^remove: / })
      .last()
      .press("Enter");
    await expect.poll(() => columns.count()).toBe(3);
    await page.getByLabel("add a plan").selectOption({ index: 2 });
    await expect.poll(() => columns.count()).toBe(4);
    expect(wrong).toEqual([]);
    await context.close();
  });
  it("opens the cost down to a price with its source and date, by keyboard", async () => {
    const { page, context, wrong } = await visit(outlay, JOB);
    await settled(page);
    const inside = (name: RegExp) => page.locator(".bill .node > summary", { hasText: name }).first();
    await inside(/^compute\$/).press("Enter");
    await inside(/^compute: unitPriceUsd/).press("Enter");
    const reasons = page.locator(".bill .reason", { hasText: "as of" });
    expect(await reasons.first().innerText()).toMatch(/source\s+\S+[\s\S]*as of\s+(?:\d{4}-|undated)/);
    expect(await page.locator(".bill .reason").first().innerText()).toMatch(/formula\s+sum\(bill\.costUsd\)/);
    await inside(/^one step/).press("Enter");
    await inside(/^matmuls/).press("Enter");
    expect(await page.locator(".bill .inner .inner .reason code").last().innerText()).not.toBe("");
    expect(wrong).toEqual([]);
    await context.close();
  });
});
