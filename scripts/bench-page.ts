import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./files.ts";
import { looking } from "./page-server.ts";

/** bench:page [changes]: how heavy the page is and how long it takes, on this machine. */

const DIST = join(ROOT, "apps/web/dist");
const CHANGES = Number(process.argv[2] ?? 30);
const ANSWER = "outlay:answer";

const zipped = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length;
const assets = readdirSync(join(DIST, "assets")).map((name) => ({ name, bytes: zipped(join(DIST, "assets", name)) }));
const page = readFileSync(join(DIST, "index.html"), "utf8");
const html = zipped(join(DIST, "index.html"));
const weight = (wanted: (name: string) => boolean): number => assets.filter((a) => wanted(a.name)).reduce((sum, a) => sum + a.bytes, 0);
const worker = weight((name) => name.startsWith("worker-"));
const eager = weight((name) => page.includes(name));

const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(7)} kB gzip`;
const line = (what: string, value: string): void => void process.stdout.write(`${what.padEnd(52)}${value}\n`);
line("HTML: the printed answer is readable", kb(html));
line("+ styles and code of the form", kb(html + eager));
line("+ the worker with engine and catalogue: first load", kb(html + eager + worker));
line("published runs, after it", kb(weight((name) => name.startsWith("measured-"))));
line("readers of data files, when one is dropped", kb(weight((name) => /^(measure|tokenizers)-/.test(name))));
line("everything else, pictures among it", kb(weight((name) => !page.includes(name) && !/^(worker|measured?|tokenizers)-/.test(name))));

const { address, browser, close } = await looking();
const context = await browser.newContext();
const tab = await context.newPage();
await tab.goto(address);
await tab.waitForFunction((name) => performance.getEntriesByName(name).length > 0, ANSWER);
const paint = await tab.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
const own = await tab.evaluate((name) => performance.getEntriesByName(name)[0]?.duration ?? Number.NaN, ANSWER);
const ms = (n: number): string => `${n.toFixed(0).padStart(7)} ms`;
line("first paint, the printed answer on it", ms(paint));
line("the worker's own first answer", ms(own));

async function change(label: string, values: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const value of values) {
    times.push(
      await tab.evaluate(
        async ({ label, value, name }) => {
          const input = document.querySelector<HTMLInputElement>(label);
          if (!input) throw new Error(`no ${label}`);
          const before = performance.getEntriesByName(name).length;
          const from = performance.now();
          input.value = value;
          input.dispatchEvent(new Event("input", { bubbles: true }));
          while (performance.getEntriesByName(name).length === before) await new Promise((next) => setTimeout(next, 1));
          await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 0)));
          return performance.now() - from;
        },
        { label, value, name: ANSWER },
      ),
    );
    await tab.waitForTimeout(50);
  }
  return times.toSorted((a, b) => a - b);
}

const at = (times: readonly number[], share: number): number =>
  times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
await change("#field-data-tokens", ["21M", "22M", "23M"]);
const changes = await change(
  "#field-data-tokens",
  Array.from({ length: CHANGES }, (_, i) => `${30 + i}M`),
);
line(`a change to its answer on screen, median of ${CHANGES}`, ms(at(changes, 0.5)));
line("  95th percentile", ms(at(changes, 0.95)));
const inWorker = await tab.evaluate(() => performance.getEntriesByName("outlay:worker").map((e) => e.duration));
line(
  "  of it the worker with its messages, median",
  ms(
    at(
      inWorker.slice(-CHANGES).toSorted((a, b) => a - b),
      0.5,
    ),
  ),
);
await tab.getByRole("radio", { name: "pre-train", exact: true }).check();
await tab.waitForTimeout(3000);
const full = await change("#field-data-tokens", ["200B", "201B", "202B", "203B", "204B"]);
line("a pre-training, every cluster of the catalogue", ms(at(full, 0.5)));
await close();
