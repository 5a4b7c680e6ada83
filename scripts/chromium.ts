import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** chromium: installs the browser that the page is tested in, and a font with Chinese letters, where they are missing (Debian and its kin). */

const BROWSERS: readonly string[] = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/** Where a browser is; null without one. */
export function browserPath(): string | null {
  return BROWSERS.find((path) => path !== "" && existsSync(path)) ?? null;
}

function install(names: readonly string[]): string | null {
  const root = process.getuid?.() === 0;
  const [command = "", ...before] = root ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...names]]) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { status, stderr, error } = spawnSync(command, [...before, ...args], {
      env,
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (status !== 0) return `${command} ${args.join(" ")}: ${error?.message ?? stderr.trim()}`;
  }
  return null;
}

/** Sees to a browser and a font; says what went wrong, null where nothing did. */
export function ensureBrowser(): string | null {
  const missing = [...(browserPath() === null ? ["chromium"] : []), ...(existsSync(FONT) ? [] : ["fonts-noto-cjk"])];
  if (missing.length === 0) return null;
  const problem = install(missing);
  // A font that can't be had changes how a test's page looks, not what it says.
  return browserPath() === null ? (problem ?? "no browser was installed") : null;
}

if (process.argv[1]?.endsWith("chromium.ts")) {
  const problem = ensureBrowser();
  if (problem !== null) {
    process.stderr.write(`${problem}\nInstall Chromium by hand, or set CHROMIUM to the path of one.\n`);
    process.exitCode = 1;
  }
}
