import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { ROOT } from "./files.ts";
import { looking } from "./page-server.ts";

/** screens: pictures of the page's main states at three widths, into docs/screens. */

const FOLDER = join(ROOT, "docs/screens");
const PRETRAIN = "#v=1&model=meta-llama/Llama-3.1-8B&method.kind=pretrain&data.tokens=200B&where.accelerators=[%22h100%22]";

interface State {
  readonly name: string;
  readonly fragment: string;
  readonly width: number;
  readonly options?: BrowserContextOptions;
  /** The whole page, not what the window shows of it. */
  readonly whole?: boolean;
}

const STATES: readonly State[] = [
  { name: "answer-1280", fragment: "", width: 1280 },
  { name: "plan-1280", fragment: "", width: 1280, whole: true },
  { name: "plan-768", fragment: "", width: 768, whole: true },
  { name: "plan-320", fragment: "", width: 320 },
  { name: "plan-zh-dark-1280", fragment: PRETRAIN, width: 1280, options: { locale: "zh-CN", colorScheme: "dark" }, whole: true },
  { name: "plan-zh-dark-320", fragment: PRETRAIN, width: 320, options: { locale: "zh-CN", colorScheme: "dark" } },
  { name: "wrong-1280", fragment: "#v=1&model=mistral-7b&method.kind=qlora&data.tokens=many", width: 1280 },
  { name: "compare-1280", fragment: "#v=1&model=Qwen/Qwen2.5-7B&method.kind=lora&data.tokens=50M&~view=compare", width: 1280 },
  { name: "catalog-768", fragment: "#v=1&model=gpt2&method.kind=lora&data.tokens=1M&~view=catalog", width: 768 },
  { name: "learn-320", fragment: "#v=1&model=Qwen/Qwen2.5-7B&method.kind=lora&data.tokens=50M&~view=learn", width: 320 },
  { name: "learn-1280", fragment: "#v=1&model=Qwen/Qwen2.5-7B&method.kind=lora&data.tokens=50M&~view=learn", width: 1280 },
];

mkdirSync(FOLDER, { recursive: true });
const { address, browser, close } = await looking();
const wanted = process.argv.slice(2);
for (const { name, fragment, width, options, whole } of STATES.filter((s) => wanted.length === 0 || wanted.includes(s.name))) {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 700 : 860 }, locale: "en-US", ...options });
  const page = await context.newPage();
  await page.goto(address + fragment);
  const settled = '#like, .trouble [data-severity="error"], .compare table, .catalog table, .effects';
  await page.locator(settled).first().waitFor();
  await page.waitForFunction(() => {
    const done = performance.getEntriesByName("outlay:answer").length > 0 || document.querySelector('[data-severity="error"]') !== null;
    return done && document.querySelector(".busy[data-on]") === null;
  });
  await page.waitForTimeout(600);
  // Pictures are drawn when they come near.
  const steps = whole === true ? 12 : 0;
  for (let step = 0; step < steps; step++) {
    await page.mouse.wheel(0, 500);
    await page.waitForTimeout(60);
  }
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: whole === true });
  process.stdout.write(`${name}\n`);
  await context.close();
}
await close();
