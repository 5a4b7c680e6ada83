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

/** What axe finds, with the elements that it finds it in. */
async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
}

/** Pixels that the page is wider than the screen. */
const beyond = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe.each([
  ["en-US", "light"],
  ["en-US", "dark"],
  ["zh-CN", "light"],
  ["zh-CN", "dark"],
] as const)("axe finds nothing, and nothing is wider than the screen: %s, %s", { timeout: 120_000 }, (locale, colorScheme) => {
  it("at 320, 768 and 1280 pixels", async () => {
    const { page, context, wrong } = await visit(outlay, "", { locale, colorScheme });
    await settled(page);
    await page.locator("#like").waitFor();
    const opened = locale === "en-US" && colorScheme === "light" ? await page.locator(".room > summary").all() : [];
    for (const summary of opened) await summary.click();
    for (const width of [320, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await beyond(page)).toBeLessThanOrEqual(0);
      expect(await violations(page)).toEqual([]);
    }
    expect(wrong).toEqual([]);
    await context.close();
  });
});

describe.each([
  ["compare", "en-US", "dark"],
  ["catalog", "en-US", "light"],
  ["learn", "zh-CN", "dark"],
] as const)("axe finds nothing in %s: %s, %s", { timeout: 120_000 }, (place, locale, colorScheme) => {
  it("on a phone", async () => {
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
