import { type ChildProcess, spawn } from "node:child_process";
import { type Browser, chromium } from "playwright-core";
import { browserPath } from "./chromium.ts";
import { ROOT } from "./files.ts";

export interface Looking {
  readonly address: string;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

async function addressOf(server: ChildProcess): Promise<string> {
  return await new Promise((done, fail) => {
    let said = "";
    server.stdout?.on("data", (piece) => {
      said += String(piece);
      const [address] = /http:\S+(?=\n)/.exec(said) ?? [];
      if (address !== undefined) done(address);
    });
    server.once("exit", () => fail(new Error("outlay serve ended (npm run build?)")));
  });
}

/** The built page served, and a browser to look at it with. */
export async function looking(): Promise<Looking> {
  const executablePath = browserPath();
  if (executablePath === null) throw new Error("no Chromium is installed. Run: npm run chromium");
  const args = ["apps/cli/bin/outlay.js", "serve", "--port", "0", "--no-open"];
  const server = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
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
