import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { opened, type Outlay, settled, visit } from "./page.ts";

let outlay: Outlay;

beforeAll(async () => {
  outlay = await opened();
}, 60_000);

afterAll(async () => {
  await outlay.close();
});

/** Rules that colours and room decide; what all others find is the same at every width. */
const SEEN = ["color-contrast", "target-size", "scrollable-region-focusable"];

/** What axe finds, with the elements that it finds it in. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const only = rules ? { runOnly: { type: "rule" as const, values: [...rules] } } : {};
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"], ...only });
  const found = await axe.analyze();
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
}

/** Pixels that the page is wider than the screen. */
const beyond = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe("axe finds nothing, and nothing is wider than the screen", { timeout: 120_000 }, () => {
  it.each([
    ["en-US", "light"],
    ["en-US", "dark"],
    ["zh-CN", "light"],
    ["zh-CN", "dark"],
  ] as const)("at 320, 768 and 1280 pixels: %s, %s", async (locale, colorScheme) => {
    const { page, context, wrong } = await visit(outlay, "", { locale, colorScheme });
    await settled(page);
    await page.locator("#like").waitFor();
    await page.locator(".all-levers tbody tr").first().waitFor();
    await page.locator(".ghosts input:enabled").first().check();
    await page.locator(".all-levers .twin > summary").click();
    await page.locator("#tornado .twin > summary").click();
    const opened = locale === "en-US" && colorScheme === "light" ? await page.locator(".room > summary").all() : [];
    for (const summary of opened) await summary.click();
    for (const width of [320, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await beyond(page)).toBeLessThanOrEqual(0);
      expect(await violations(page, width === 320 ? undefined : SEEN)).toEqual([]);
    }
    expect(wrong).toEqual([]);
    await context.close();
  });
});

describe("axe finds nothing on a phone", { timeout: 120_000 }, () => {
  it.each([
    ["compare", "en-US", "dark"],
    ["catalog", "en-US", "light"],
    ["learn", "zh-CN", "dark"],
  ] as const)("in %s: %s, %s", async (place, locale, colorScheme) => {
    const { page, context, wrong } = await visit(outlay, `#v=1&model=gpt2&method.kind=lora&data.tokens=1M&~view=${place}`, {
      locale,
      colorScheme,
      viewport: { width: 320, height: 800 },
    });
    await page.locator(`.${place} :is(tbody tr, .effects)`).first().waitFor();
    expect(await beyond(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await context.close();
  });
});
