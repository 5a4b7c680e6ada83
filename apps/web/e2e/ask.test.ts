import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, commandFigures, figures, opened, type Outlay, settled, visit } from "./page.ts";

const CONFIGS = fileURLToPath(new URL("../../../packages/interchange/fixtures/hf-configs", import.meta.url));
const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
/** Every cluster of the catalogue up to 16,384 GPUs: a search that takes its time. */
const LONG = "#v=1&model=deepseek-ai/DeepSeek-V3&method.kind=pretrain&data.tokens=14T&where.gpus=1..16384";

let outlay: Outlay;
const scratch = mkdtempSync(join(tmpdir(), "outlay-ask-"));

beforeAll(async () => {
  outlay = await opened();
}, 60_000);

afterAll(async () => {
  await outlay.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function copiedJob(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Copy job file" }).press("Enter");
  await page.getByText("Job file copied").waitFor();
  return await page.evaluate(async () => await navigator.clipboard.readText());
}

/** Opens a group of "More" by keyboard. */
async function openRoom(page: Page, name: string): Promise<void> {
  await page.locator(".room > summary", { hasText: name }).press("Enter");
}

async function typed(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.press("Control+A");
  await field.pressSequentially(text);
}

describe("what is asked", { timeout: 60_000 }, () => {
  it("may be preferences, by keyboard, with the command's own answer", async () => {
    const { page, context, wrong } = await visit(outlay, "", CLIPBOARD);
    await settled(page);
    const towards = page.getByLabel("Towards");
    await towards.focus();
    await answered(page, () => towards.press("ArrowDown"));
    expect(await towards.inputValue()).toBe("dpo");
    const dpo = await copiedJob(page);
    expect(dpo).toContain("objective: { kind: dpo }");
    expect(commandFigures(dpo, scratch)).toEqual(await figures(page));
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("may be rewards, by keyboard, with their own fields, which go with them", async () => {
    const { page, context, wrong } = await visit(outlay, "", CLIPBOARD);
    await settled(page);
    const towards = page.getByLabel("Towards");
    await towards.focus();
    await answered(page, () => towards.press("End"));
    expect(await towards.inputValue()).toBe("grpo");
    await openRoom(page, "Method");
    const answers = page.getByLabel("Answers per prompt");
    await answered(page, () => typed(answers, "4"));
    const grpo = await copiedJob(page);
    expect(grpo).toContain("data: { epochs: 1, samples: 6000, tokensPerSample: 210 }");
    expect(grpo).toContain("objective: { kind: grpo, samplesPerPrompt: 4 }");
    expect(commandFigures(grpo, scratch)).toEqual(await figures(page));
    expect(await page.getByLabel("Value model").count()).toBe(0);
    await answered(page, () => towards.press("Home"));
    expect(await copiedJob(page)).not.toContain("objective");
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("may be a model of the Hub: its config.json is fetched when the reader wants it, not before", async () => {
    const { page, context, wrong } = await visit(outlay, "", CLIPBOARD);
    const config = readFileSync(join(CONFIGS, "qwen3-30b-a3b.json"), "utf8");
    const headers = { "access-control-allow-origin": "*", "access-control-expose-headers": "x-error-code" };
    let asked = 0;
    await context.route("https://huggingface.co/**", async (route) => {
      asked += 1;
      const known = route.request().url().endsWith("/somebody/fine-qwen/resolve/main/config.json");
      await route.fulfill(
        known
          ? { body: config, contentType: "application/json", headers }
          : { status: 404, body: "", headers: { ...headers, "x-error-code": "RepoNotFound" } },
      );
    });
    await settled(page);
    const model = page.getByLabel("Model", { exact: true });
    await typed(model, "somebody/nothing");
    const ask = page.getByRole("button", { name: "Ask huggingface.co" });
    await ask.waitFor();
    expect(asked).toBe(0);
    await ask.press("Enter");
    await page.getByText("huggingface.co has no somebody/nothing").waitFor();
    await typed(model, "somebody/fine-qwen");
    await answered(page, () => ask.press("Enter"));
    await page.locator(".given", { hasText: "somebody/fine-qwen" }).waitFor();
    expect(commandFigures(await copiedJob(page), scratch)).toEqual(await figures(page));
    expect(wrong.every((w) => w.includes("huggingface.co/somebody/") || w.includes("404"))).toBe(true);
    await context.close();
  });

  it("may have prices of its own, from a file and less a discount", async () => {
    const { page, context, wrong } = await visit(outlay, "#v=1&model=gpt2&method.kind=lora&data.tokens=5M", CLIPBOARD);
    await settled(page);
    const before = await figures(page);
    await openRoom(page, "Money");
    const list = "provider,instance_type,accelerator,accelerator_count,on_demand_usd_h\nmine,box,H100-SXM5-80GB,1,0.01\n";
    writeFileSync(join(scratch, "mine.csv"), list);
    await answered(page, () => page.locator("#field-where-prices-file").setInputFiles(join(scratch, "mine.csv")));
    await page.getByText("mine.csv: 1 prices").waitFor();
    expect(commandFigures(await copiedJob(page), scratch)).toEqual(await figures(page));
    expect((await figures(page)).costUsd).toBeLessThan(before.costUsd);
    writeFileSync(join(scratch, "bad.csv"), "provider,price\nmine,1\n");
    await page.locator(".room").getByRole("button", { name: "remove" }).press("Enter");
    await page.locator("#field-where-prices-file").setInputFiles(join(scratch, "bad.csv"));
    await page.getByText("instance_type").last().waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("is searched with a word of how far it is, may be given up, and a newer question takes its place", async () => {
    const { page, context, wrong } = await visit(outlay, LONG);
    await settled(page);
    const before = await figures(page);
    // Another range of GPUs is searched anew; another amount of data isn't.
    await page.evaluate(() => {
      for (const part of document.querySelectorAll("details")) part.open = true;
    });
    await page.waitForSelector("#field-where-gpus");
    /** Types, waits until the page says how far it is, and goes on there and then. */
    const meanwhile = async (range: string, act: "cancel" | "type"): Promise<string> =>
      await page.evaluate(
        async ([range, act]) => {
          const input = document.querySelector<HTMLInputElement>("#field-where-gpus");
          const type = (text: string): void => {
            if (!input) return;
            input.value = text;
            input.dispatchEvent(new Event("input", { bubbles: true }));
          };
          type(range);
          const words = (): string => document.querySelector(".busy")?.textContent ?? "";
          while (!words().includes("looking at")) await new Promise((next) => setTimeout(next, 1));
          const said = words();
          if (act === "type") type("1..16384");
          else document.querySelector<HTMLElement>(".busy button")?.click();
          return said;
        },
        [range, act] as const,
      );
    expect(await meanwhile("1..16383", "cancel")).toMatch(/looking at [\d.,]+ ?[kM]? plans/);
    expect(await page.locator(".busy[data-on]").count()).toBe(0);
    expect(await figures(page)).toEqual(before);
    await answered(page, async () => await meanwhile("1..16382", "type"));
    expect(await figures(page)).toEqual(before);
    expect(wrong).toEqual([]);
    await context.close();
  });
});
