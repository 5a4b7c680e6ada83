import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const OUTLAY = `${ROOT}apps/cli/bin/outlay.js`;
const BROWSERS = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const ANSWERED = "outlay:answer";
/** What Playwright says where a page that needn't be kept would be. */
const BLOCKED = "Service Worker registration blocked by Playwright";

export interface Outlay {
  readonly address: string;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

async function addressOf(server: ChildProcess): Promise<string> {
  let [said, complaint] = ["", ""];
  server.stderr?.on("data", (piece) => (complaint += String(piece)));
  return await new Promise((done, fail) => {
    server.stdout?.on("data", (piece) => {
      said += String(piece);
      const [address] = /http:\S+/.exec(said) ?? [];
      if (address !== undefined && said.includes("\n")) done(address);
    });
    server.once("exit", () => fail(new Error(`outlay serve ended: ${complaint}`)));
  });
}

/** The built page as `outlay serve` gives it, and a browser to look at it. */
export async function opened(): Promise<Outlay> {
  const executablePath = BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error("no Chromium is installed. Run: npm run chromium");
  const server = spawn(process.execPath, [OUTLAY, "serve", "--port", "0", "--no-open"], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const address = await addressOf(server);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  return {
    address,
    browser,
    close: async () => {
      await browser.close();
      server.kill();
    },
  };
}

/** A page with what went wrong on it: errors of the console, requests to other hosts. */
export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly wrong: readonly string[];
}

export async function visit(at: Outlay, fragment = "", options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await at.browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en-US",
    serviceWorkers: "block",
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("console", (message) => {
    const told = message.text();
    if ((message.type() === "error" || message.type() === "warning") && told !== BLOCKED) wrong.push(told);
  });
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(at.address)) wrong.push(`asked ${request.url()}`);
  });
  await page.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if ("value" in entry && !("hadRecentInput" in entry && entry.hadRecentInput === true)) shifts.sum += Number(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(at.address + fragment);
  return { page, context, wrong };
}

/** How many answers have come so far. */
async function answers(page: Page): Promise<number> {
  return await page.evaluate((name) => performance.getEntriesByName(name).length, ANSWERED);
}

/** Waits until the answer to the newest question, published runs included, is on the page. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    (name) =>
      performance.getEntriesByName(name).length > 0 &&
      document.querySelector(".busy[data-on]") === null &&
      document.querySelector(".confidence") !== null,
    ANSWERED,
  );
}

/** Does something that is answered, and waits for that answer. */
export async function answered(page: Page, act: () => Promise<unknown>): Promise<void> {
  const before = await answers(page);
  await act();
  await page.waitForFunction(([name, n]) => performance.getEntriesByName(name).length > n, [ANSWERED, before] as const);
  await settled(page);
}

export interface Figures {
  readonly costUsd: number;
  readonly runSeconds: number;
  readonly memoryBytes: number;
}

/** The numbers of the answer, to the digit. */
export async function figures(page: Page): Promise<Figures> {
  const exact = async (id: string): Promise<number> => Number(await page.locator(`#figure-${id} data`).getAttribute("value"));
  return { costUsd: await exact("cost"), runSeconds: await exact("time"), memoryBytes: await exact("memory") };
}

/** The same job through the command. */
export function commandFigures(job: string, folder: string): Figures {
  const { status, stdout, stderr } = spawnSync(process.execPath, [OUTLAY, "plan", "-", "--json", "--offline"], {
    cwd: folder,
    input: job,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`outlay plan ended with ${status}: ${stderr}\n${job}`);
  const [plan] = JSON.parse(stdout).plans;
  return { costUsd: plan.costUsd.p50, runSeconds: plan.runSeconds.p50, memoryBytes: plan.memoryBytes.p50 };
}
