import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeWorld } from "../node-world.ts";
import type { World } from "../world.ts";
import type { HubOptions } from "./ask.ts";
import { fetchFromHub, fetchPiece } from "./hub.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const CONFIG = '{"model_type":"gpt2"}';
const ID = "acme/tiny";
let server: Server;
let endpoint: string;
let folder: string;
let handler: Handler;
let seen: { url: string; headers: IncomingMessage["headers"] }[];
let waits: number[];
let options: HubOptions;

beforeEach(async () => {
  seen = [];
  waits = [];
  folder = await mkdtemp(join(tmpdir(), "outlay-hub-"));
  server = createServer((request, response) => {
    seen.push({ url: request.url ?? "", headers: request.headers });
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  endpoint = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
  options = { sleep: async (ms) => void waits.push(ms), timeoutMs: 2000 };
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const world = (more: Partial<World> = {}, env: World["env"] = {}): World => ({
  ...nodeWorld({ env: { HF_ENDPOINT: endpoint, ...env }, cacheFolder: folder }),
  ...more,
});
const answer =
  (status: number, body: string | Uint8Array, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);
const get = (w: World = world(), id = ID, more: HubOptions = {}): ReturnType<typeof fetchFromHub> =>
  fetchFromHub(id, "config.json", w, { ...options, ...more });
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const codes = (issues: readonly { readonly code: string; readonly severity: string }[]): string[] =>
  issues.map((issue) => `${issue.severity} ${issue.code.replace("model.hub-", "")}`);

describe("a file of the Hub", () => {
  it("is asked for at its address, with the token, and kept", async () => {
    handler = answer(200, CONFIG, { etag: '"1"' });
    const { file, issues } = await get(world({}, { HF_TOKEN: " hf_secret " }), "acme/tiny@refs/pr/1");
    expect(issues).toEqual([]);
    expect(text(file?.bytes)).toBe(CONFIG);
    expect(file).toMatchObject({ from: "hub", path: `${folder}/hub/acme/tiny/refs%2Fpr%2F1/config.json` });
    expect(seen[0]).toMatchObject({ url: "/acme/tiny/resolve/refs%2Fpr%2F1/config.json", headers: { authorization: "Bearer hf_secret" } });
  });

  it("without a token is asked for without one, and a token of two lines is no token", async () => {
    handler = answer(200, CONFIG);
    await get();
    await get(world({}, { HF_TOKEN: "a\nb" }));
    expect(seen.map((request) => request.headers.authorization)).toEqual([undefined, undefined]);
  });

  it("is confirmed by its tag instead of fetched again", async () => {
    handler = answer(200, CONFIG, { etag: '"1"' });
    await get();
    handler = (request, response) => void response.writeHead(request.headers["if-none-match"] === '"1"' ? 304 : 500).end();
    const { file, issues } = await get();
    expect(issues).toEqual([]);
    expect([text(file?.bytes), file?.from]).toEqual([CONFIG, "hub"]);
    handler = answer(200, "{}", { etag: '"2"' });
    expect(text((await get()).file?.bytes)).toBe("{}");
  });

  it("offline comes from the cache, and the network isn't touched", async () => {
    handler = answer(200, CONFIG);
    await get();
    const offline = world({
      offline: true,
      fetch: () => {
        throw new Error("touched");
      },
    });
    expect((await get(offline)).file?.from).toBe("cache");
    expect(codes((await get(offline, "acme/other")).issues)).toEqual(["error offline"]);
    expect((await fetchPiece(ID, "a.safetensors", { from: 0, to: 8 }, offline)).issues[0]?.code).toBe("model.hub-offline");
  });

  it("leaves no drafts in the cache", async () => {
    handler = answer(200, CONFIG, { etag: '"1"' });
    await Promise.all([get(), get(), get()]);
    expect((await readdir(folder, { recursive: true })).filter((name) => name.includes("tmp"))).toEqual([]);
  });

  it("is given even where the cache can't be written", async () => {
    await writeFile(join(folder, "hub"), "in the way");
    handler = answer(200, CONFIG);
    const { file, issues } = await get();
    expect([text(file?.bytes), file?.path]).toEqual([CONFIG, null]);
    expect(codes(issues)).toEqual(["note cache-unwritable"]);
  });

  it("follows a redirection", async () => {
    handler = (request, response) =>
      void (request.url === "/elsewhere" ? response.end(CONFIG) : response.writeHead(307, { location: "/elsewhere" }).end());
    expect(text((await get()).file?.bytes)).toBe(CONFIG);
  });
});

describe("refusals", () => {
  it.each([
    ["gated: 403", 403, "GatedRepo", "error gated"],
    ["gated: 401", 401, "GatedRepo", "error gated"],
    ["401 without a reason", 401, "", "error gated"],
    ["no such repository, said as 401", 401, "RepoNotFound", "error not-found"],
    ["no such repository", 404, "", "error not-found"],
    ["no such file", 404, "EntryNotFound", "error no-file"],
    ["no such revision", 404, "RevisionNotFound", "error no-revision"],
    ["something else", 418, "", "error refused"],
  ])("%s", async (_, status, code, expected) => {
    handler = answer(status, "no", code ? { "x-error-code": code } : {});
    const { file, issues } = await get();
    expect([file, codes(issues)]).toEqual([null, [expected]]);
    expect(seen).toHaveLength(1);
  });

  it("the gate's message names the page where the licence is accepted", async () => {
    handler = answer(403, "");
    expect((await get()).issues[0]?.values).toMatchObject({ id: ID, status: 403, page: `${endpoint}/acme/tiny` });
  });

  it("after a refusal the copy of an earlier run is used, and said; a repository that is gone is gone", async () => {
    handler = answer(200, CONFIG);
    await get();
    handler = answer(403, "");
    const { file, issues } = await get();
    expect(file?.from).toBe("cache");
    expect(codes(issues)).toEqual(["warning gated", "warning from-cache"]);
    handler = answer(404, "");
    expect((await get()).file).toBeNull();
  });
});

describe("trouble on the way", () => {
  it("a server that fails once is asked again", async () => {
    let times = 0;
    handler = (request, response) => answer(times++ === 0 ? 500 : 200, CONFIG)(request, response);
    expect((await get()).issues).toEqual([]);
    expect(waits).toEqual([500]);
  });

  it("a busy server is asked four times, at growing distances", async () => {
    handler = answer(503, "");
    expect(codes((await get()).issues)).toEqual(["error busy"]);
    expect([seen.length, waits]).toEqual([4, [500, 1000, 2000]]);
  });

  it("waits as long as the server asks, within reason", async () => {
    handler = answer(429, "", { "retry-after": "3600" });
    await get(world(), ID, { attempts: 2 });
    handler = answer(429, "", { "retry-after": "2" });
    await get(world(), ID, { attempts: 2 });
    expect(waits).toEqual([10_000, 2000]);
  });

  it("a body that is cut short is asked for again, then said", async () => {
    handler = (_, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("{");
      setImmediate(() => response.destroy());
    };
    const { file, issues } = await get();
    expect(file).toBeNull();
    expect(codes(issues)).toEqual(["error truncated"]);
    expect(seen).toHaveLength(4);
  });

  it("JSON that ends early is never kept", async () => {
    handler = answer(200, '{"a":', { etag: '"1"' });
    expect(codes((await get()).issues)).toEqual(["error truncated"]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("a body larger than the limit isn't read, whether its length is stated or not", async () => {
    const big = "x".repeat(300_000);
    handler = answer(200, big);
    expect(codes((await get(world(), ID, { maxBytes: 1000 })).issues)).toEqual(["error too-large"]);
    handler = (_, response) => {
      response.writeHead(200);
      for (let i = 0; i < 50; i++) response.write(big);
      response.end();
    };
    expect(codes((await get(world(), ID, { maxBytes: 1000 })).issues)).toEqual(["error too-large"]);
    expect(seen).toHaveLength(2);
  });

  it("a slow server runs into the time limit, before and within the body", async () => {
    handler = () => undefined;
    expect(codes((await get(world(), ID, { timeoutMs: 50, attempts: 2 })).issues)).toEqual(["error timeout"]);
    handler = (_, response) => void response.writeHead(200).write("{");
    expect(codes((await get(world(), ID, { timeoutMs: 50, attempts: 1 })).issues)).toEqual(["error timeout"]);
  });

  it("no network: the copy of an earlier run, which is said, else an error with the reason", async () => {
    handler = answer(200, CONFIG);
    await get();
    const away = world({}, { HF_ENDPOINT: "http://127.0.0.1:1" });
    const { file, issues } = await get(away);
    expect(file?.from).toBe("cache");
    expect(codes(issues)).toEqual(["warning network", "warning from-cache"]);
    const other = await get(away, "acme/other");
    expect(codes(other.issues)).toEqual(["error network"]);
    expect(other.issues[0]?.values["reason"]).toMatch(/ECONNREFUSED|bad port/);
  });

  it("a copy that something has cut is fetched again", async () => {
    handler = answer(200, CONFIG, { etag: '"1"' });
    const first = await get();
    await writeFile(first.file?.path ?? "", "{");
    handler = (request, response) => void (request.headers["if-none-match"] ? response.writeHead(304).end() : response.end(CONFIG));
    expect(text((await get()).file?.bytes)).toBe(CONFIG);
  });
});

describe("names", () => {
  it.each([
    "gpt2",
    "a/b/c",
    "../x",
    "a/..",
    "a/b@../../x",
    "a/b@",
    "a /b",
    "a/b?x=1",
    "http://x/y",
    "a/b@x/../y",
    "-a/b",
    "a/b\0",
    "/a",
    "a/",
    `${"a".repeat(300)}/b`,
    "a/b.",
    "a/.b",
  ])("%j isn't asked for", async (id) => {
    expect(codes((await get(world(), id)).issues)).toEqual(["error bad-id"]);
    expect(seen).toEqual([]);
  });

  it.each(["../config.json", "/etc/passwd", "a/../../b", "a//b", "", ".git/config", "a\\b"])(
    "the file %j isn't asked for",
    async (file) => {
      expect(codes((await fetchFromHub(ID, file, world(), options)).issues)).toEqual(["error bad-id"]);
    },
  );

  it.each(["ftp://x", "not a url", "http://user:secret@x"])("the endpoint %s is refused without showing a password", async (value) => {
    const { issues } = await get(world({}, { HF_ENDPOINT: value }));
    expect(codes(issues)).toEqual(["error bad-endpoint"]);
    expect(JSON.stringify(issues)).not.toContain("secret");
  });
});

describe("ranges", () => {
  const data = Uint8Array.from({ length: 100 }, (_, i) => i);
  const ranged: Handler = (request, response) => {
    const [, from = "0", to = "0"] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
    const part = data.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, { "content-range": `bytes ${from}-${to}/${data.length}` }).end(part);
  };
  const piece = (from: number, to: number): ReturnType<typeof fetchPiece> =>
    fetchPiece(ID, "w.safetensors", { from, to }, world(), options);

  it("give the bytes asked for and the length of the file", async () => {
    handler = ranged;
    expect(await piece(8, 12)).toEqual({ bytes: Uint8Array.of(8, 9, 10, 11), fileBytes: 100, issues: [] });
  });

  it("of a server that knows none: no more is read than needed", async () => {
    handler = (_, response) => {
      response.writeHead(200);
      for (let i = 0; i < 50; i++) response.write(new Uint8Array(100_000).fill(7));
      response.end();
    };
    expect((await piece(2, 5)).bytes).toEqual(Uint8Array.of(7, 7, 7));
  });

  it("refused are said", async () => {
    handler = answer(416, "");
    expect(codes((await piece(200, 208)).issues)).toEqual(["error refused"]);
  });
});
