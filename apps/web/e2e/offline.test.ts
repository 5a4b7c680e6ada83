import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, figures, opened, type Outlay, settled, visit } from "./page.ts";

let outlay: Outlay;

beforeAll(async () => {
  outlay = await opened();
}, 60_000);

afterAll(async () => {
  await outlay.close();
});

describe("after one visit", { timeout: 60_000 }, () => {
  it("the page reloads, answers and explains without a network", async () => {
    const { page, context, wrong } = await visit(outlay, "", { serviceWorkers: "allow" });
    await settled(page);
    const before = await figures(page);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await context.setOffline(true);
    await page.reload();
    await settled(page);
    expect(await figures(page)).toEqual(before);
    await answered(page, () => page.getByLabel("Tokens", { exact: true }).fill("40M"));
    expect((await figures(page)).costUsd).toBeGreaterThan(before.costUsd);
    await page.getByRole("button", { name: "Catalog" }).click();
    await page.locator(".catalog tbody tr").first().waitFor();
    await page.locator(".language select").selectOption("zh-CN");
    await page.getByText("按词筛选").first().waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });
});
