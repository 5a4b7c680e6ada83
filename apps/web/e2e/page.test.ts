import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, commandFigures, figures, opened, type Outlay, settled, visit } from "./page.ts";

const EXAMPLES = fileURLToPath(new URL("../../../examples", import.meta.url));
const CONFIGS = fileURLToPath(new URL("../../../packages/interchange/fixtures/hf-configs", import.meta.url));
const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

let outlay: Outlay;
const scratch = mkdtempSync(join(tmpdir(), "outlay-page-"));

beforeAll(async () => {
  outlay = await opened();
}, 60_000);

afterAll(async () => {
  await outlay.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function clipboard(page: Page): Promise<string> {
  return await page.evaluate(async () => await navigator.clipboard.readText());
}

async function copiedJob(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Copy job file" }).click();
  await page.getByText("Job file copied").waitFor();
  return await clipboard(page);
}

const sentence = (page: Page): Promise<string> => page.locator(".sentence").innerText();

describe("the page", { timeout: 60_000 }, () => {
  it("answers before any script has run", async () => {
    const { page, context } = await visit(outlay, "", { javaScriptEnabled: false });
    expect(await sentence(page)).toMatch(/^About \$\d.* on \d+x /);
    expect((await figures(page)).memoryBytes).toBeGreaterThan(1e9);
    await context.close();
  });

  it("keeps the printed answer when the worker's own comes, without moving what is read, without a word in the console", async () => {
    const { page, context, wrong } = await visit(outlay, "", CLIPBOARD);
    const printed = await figures(page);
    await settled(page);
    await page.locator("#memory svg").waitFor();
    expect(await figures(page)).toEqual(printed);
    expect(await page.evaluate(() => (globalThis as unknown as { shifts: { sum: number } }).shifts.sum)).toBeLessThanOrEqual(0.05);
    expect(commandFigures(await copiedJob(page), scratch)).toEqual(printed);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("shows less memory from full fine-tuning to LoRA to QLoRA on one card", async () => {
    const { page, context, wrong } = await visit(
      outlay,
      "#v=1&model=Qwen/Qwen2.5-7B&method.kind=full&data.tokens=5M&where.accelerators=[%22h200%22]&where.gpus=1&training.microBatch=1",
    );
    await settled(page);
    const full = await figures(page);
    await answered(page, () => page.getByRole("radio", { name: "LoRA", exact: true }).check());
    const lora = await figures(page);
    await answered(page, () => page.getByRole("radio", { name: "QLoRA" }).check());
    const qlora = await figures(page);
    expect(lora.memoryBytes).toBeLessThan(full.memoryBytes);
    expect(qlora.memoryBytes).toBeLessThan(lora.memoryBytes);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("counts a dropped JSONL as the command does, and takes it back from a link", async () => {
    const { page, context, wrong } = await visit(
      outlay,
      "#v=1&model=mistralai/Mistral-7B-v0.1&method.kind=qlora&data.tokens=1M",
      CLIPBOARD,
    );
    await settled(page);
    await answered(page, () => page.locator("input[type=file]").nth(1).setInputFiles(join(EXAMPLES, "notes.jsonl")));
    await page.locator(".given").getByText("notes.jsonl").waitFor();
    await page.getByText("nothing is uploaded").waitFor();
    // The file is counted, then planned with: the answer before stands until then.
    const counted = commandFigures(await copiedJob(page), EXAMPLES);
    await expect.poll(() => figures(page), { timeout: 15_000 }).toEqual(counted);
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Link copied").waitFor();
    const link = await clipboard(page);
    const other = await visit(outlay, link.slice(link.indexOf("#")));
    await settled(other.page);
    expect(await figures(other.page)).toEqual(counted);
    expect([...wrong, ...other.wrong]).toEqual([]);
    await context.close();
    await other.context.close();
  });

  it("reads a dropped config.json as the command reads it", async () => {
    const { page, context, wrong } = await visit(outlay, "", CLIPBOARD);
    await settled(page);
    await answered(page, () => page.locator("input[type=file]").nth(0).setInputFiles(join(CONFIGS, "qwen3-30b-a3b.json")));
    const dropped = await figures(page);
    expect(commandFigures(await copiedJob(page), scratch)).toEqual(dropped);
    const named = `model: ${join(CONFIGS, "qwen3-30b-a3b.json")}\nmethod: qlora\ndata: { tokens: 20M, epochs: 1 }\n`;
    expect(commandFigures(named, scratch)).toEqual(dropped);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("says what is wrong with a broken file and a broken field, beside them, and keeps the answer", async () => {
    const { page, context, wrong } = await visit(outlay);
    await settled(page);
    const before = await figures(page);
    const broken = join(scratch, "config.json");
    writeFileSync(broken, '{"hidden_size": 4096,');
    await page.locator("input[type=file]").nth(0).setInputFiles(broken);
    await page.getByText("config.json isn't valid JSON").waitFor();
    const data = join(scratch, "bad.jsonl");
    writeFileSync(data, "not json\n".repeat(30));
    await page.locator("input[type=file]").nth(1).setInputFiles(data);
    await page.getByText("are no JSON records").waitFor();
    await page.getByLabel("Tokens", { exact: true }).fill("many");
    await page.locator("#field-data-tokens-trouble").getByText("must be a count").waitFor();
    expect(await page.getByLabel("Tokens", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    await page.getByText("this is the last answer").waitFor();
    expect(await figures(page)).toEqual(before);
    await answered(page, () => page.getByLabel("Tokens", { exact: true }).fill("20M"));
    expect(await figures(page)).toEqual(before);
    await page.getByLabel("Model", { exact: true }).fill("nobody/knows-this");
    await page.getByText("nobody/knows-this isn't in the catalog. Take a name").waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("shows the plan of a point that is clicked, and a link brings it back", async () => {
    const { page, context, wrong } = await visit(outlay, "", CLIPBOARD);
    await settled(page);
    const first = await sentence(page);
    const marks = page.locator("#frontier svg path[fill]:not([fill=none]):not([fill=transparent])");
    await page.locator("#frontier").scrollIntoViewIfNeeded();
    await page.locator("#frontier svg").waitFor();
    for (let i = (await marks.count()) - 1; i >= 0 && (await sentence(page)) === first; i--)
      await marks
        .nth(i)
        .click({ force: true, timeout: 2000 })
        .catch(() => undefined);
    const second = await sentence(page);
    expect(second).not.toBe(first);
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Link copied").waitFor();
    const link = await clipboard(page);
    const other = await visit(outlay, link.slice(link.indexOf("#")));
    await settled(other.page);
    expect(await sentence(other.page)).toBe(second);
    expect(await other.page.getByText("When this link was made").count()).toBe(0);
    expect([...wrong, ...other.wrong]).toEqual([]);
    await context.close();
    await other.context.close();
  });

  it("says what has changed since an older link, and that a cut one can't be read", async () => {
    const old = await visit(outlay, "#v=1&model=gpt2&method.kind=lora&data.tokens=5M&~said=123.5_9000_2024-01-02");
    await settled(old.page);
    expect(await old.page.getByText("When this link was made, on 2024-01-02").innerText()).toContain("$123.50");
    await old.context.close();
    const cut = await visit(outlay, "#v=1&model=gpt2&method.kin");
    await cut.page.getByText("This link can't be read").waitFor();
    await cut.context.close();
  });

  it("says what would help where nothing fits", async () => {
    const { page, context } = await visit(
      outlay,
      "#v=1&model=meta-llama/Llama-3.1-70B&method.kind=full&data.tokens=5M&where.accelerators=[%22t4%22]&where.gpus=1",
    );
    await page.getByText("Nothing fits").waitFor();
    expect(await page.locator(".answer .changes li").count()).toBeGreaterThan(0);
    await context.close();
  });

  it("speaks Chinese when asked to, with the same numbers", async () => {
    const { page, context, wrong } = await visit(outlay);
    await settled(page);
    const english = await figures(page);
    await page.locator(".language select").selectOption("zh-CN");
    await page.getByText("最相近的公开实测").waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
    expect(await figures(page)).toEqual(english);
    expect(await sentence(page)).toMatch(/^约 /);
    await page.reload();
    await page.getByText("最相近的公开实测").waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("compares plans, lists the catalogue, saves a table and a report", async () => {
    const { page, context, wrong } = await visit(outlay);
    await settled(page);
    const report = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download report" }).click();
    const html = readFileSync(await (await report).path(), "utf8");
    expect(html.match(/<svg/g)?.length).toBeGreaterThanOrEqual(5);
    expect(html).not.toMatch(/<script|src="http|href="http/);
    await page.locator(".plans tbody input[type=checkbox]").nth(0).check();
    await page.locator(".plans tbody input[type=checkbox]").nth(1).check();
    await page.getByRole("button", { name: "Compare the 2 ticked" }).click();
    await page.locator(".compare table").waitFor();
    expect(await page.locator(".compare thead th").count()).toBe(2);
    expect(await page.locator(".compare tr[data-differs]").count()).toBeGreaterThan(3);
    await page.getByRole("button", { name: "Catalog" }).click();
    await page.getByRole("radio", { name: "Prices" }).check();
    await page.getByLabel("Filter by words").fill("h100 aws");
    await page.locator(".catalog tbody tr").first().waitFor();
    for (const row of await page.locator(".catalog tbody tr").allInnerTexts()) expect(row.toLowerCase()).toMatch(/h100.*aws/s);
    const csv = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    expect(readFileSync(await (await csv).path(), "utf8")).toMatch(/^accelerator,count,provider,.*source\r\nh100/);
    expect(wrong).toEqual([]);
    await context.close();
  });
});
