import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Language, parseCount, text } from "@outlay/schema";
import { EXIT, type ExitCode } from "./exit.ts";
import { type Io, tell } from "./io.ts";
import { siteServer } from "./serve/site.ts";

const PORT = 8643;
const MOST_PORTS = 65_535;
/** Only this machine can reach it. */
const HOST = "127.0.0.1";

type Options = Readonly<Record<string, unknown>>;

/** Where the built page is: beside the built command, or beside the sources. */
function siteFolder(): string | null {
  for (const place of ["../site", "../../site"]) {
    const folder = fileURLToPath(new URL(place, import.meta.url));
    if (existsSync(`${folder}/index.html`)) return folder;
  }
  return null;
}

function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open", address]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", address]
        : ["xdg-open", address];
  // A machine without a browser has the address to read.
  spawn(command ?? "", args, { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

function refused(io: Io, language: Language, code: string, values: Readonly<Record<string, string | number>>): ExitCode {
  tell(io, [{ code, severity: "error", path: "", values }], language);
  return EXIT.badInput;
}

/** `outlay serve`: the page on this machine, until the command is stopped. */
export async function serveCommand(options: Options, at: { readonly language: Language }, io: Io): Promise<ExitCode> {
  const { language } = at;
  const port = options["port"] === undefined ? PORT : options["port"] === "0" ? 0 : parseCount(options["port"]);
  if (port === null || !Number.isInteger(port) || port > MOST_PORTS)
    return refused(io, language, "cli.bad-port", { value: JSON.stringify(options["port"]), most: MOST_PORTS });
  const folder = siteFolder();
  if (folder === null) return refused(io, language, "cli.no-site", {});
  const { moduleFolders } = await io.world(true);
  const server = siteServer({ folder, moduleFolders });
  return await new Promise((done) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const code = error.code === "EADDRINUSE" ? "cli.port-taken" : "cli.no-port";
      done(refused(io, language, code, { port, problem: error.message }));
    });
    const stop = (): void => {
      server.close(() => done(EXIT.ok));
      server.closeAllConnections();
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
    server.listen(port, HOST, () => {
      const address = `http://${HOST}:${(server.address() as AddressInfo).port}/`;
      io.out(`${address}\n`);
      io.err(`${text("cli.serving", language)}\n`);
      if (options["open"] !== false && process.stdout.isTTY === true) openBrowser(address);
    });
  });
}
