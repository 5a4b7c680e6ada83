import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tensorTable, totalParameters } from "@outlay/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeWorld } from "../node-world.ts";
import type { World } from "../world.ts";
import { readConfig } from "./config.ts";
import { resolveModel } from "./resolve.ts";
import type { CatalogLookup, Resolution } from "./resolved.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/hf-configs/", import.meta.url));
const TINY = {
  model_type: "llama",
  num_hidden_layers: 2,
  hidden_size: 8,
  intermediate_size: 16,
  num_attention_heads: 2,
  vocab_size: 10,
  tie_word_embeddings: true,
};
/** 10 x 8 + 2 x (4 x 64 + 3 x 128 + 16) + 8 */
const TINY_TOTAL = 1400;

let folder: string;
let stop: () => void;
let served: Map<string, Uint8Array | string>;
let asked: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outlay-resolve-"));
  served = new Map();
  asked = [];
  stop = () => undefined;
});
afterEach(async () => {
  stop();
  await rm(folder, { recursive: true, force: true });
});

/** Files of `acme/tiny` by name, ranges included. */
async function hub(): Promise<string> {
  const started = createServer((request, response) => {
    asked.push(request.url ?? "");
    const file = served.get(request.url ?? "");
    if (file === undefined)
      return void response
        .writeHead(404, { "x-error-code": request.url?.startsWith("/acme/tiny/") ? "EntryNotFound" : "RepoNotFound" })
        .end();
    const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
    if (from === undefined) return void response.writeHead(200, { etag: '"1"' }).end(bytes);
    return void response
      .writeHead(206, { "content-range": `bytes ${from}-${to}/${bytes.length}` })
      .end(bytes.subarray(Number(from), Number(to) + 1));
  });
  stop = () => {
    started.closeAllConnections();
    started.close();
  };
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const address = started.address();
  return typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
}

const untouchable: World["fetch"] = () => {
  throw new Error("the network was touched");
};
const world = (more: Partial<World> = {}): World => ({
  ...nodeWorld({ env: {}, cacheFolder: join(folder, "cache") }),
  fetch: untouchable,
  ...more,
});
async function online(): Promise<World> {
  return nodeWorld({ env: { HF_ENDPOINT: await hub() }, cacheFolder: join(folder, "cache") });
}
const nothing: CatalogLookup = () => null;

/** A whole safetensors file of BF16 zeros. */
function weights(tensors: Readonly<Record<string, number>>): Uint8Array {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, count]) => [
    name,
    { dtype: "BF16", shape: [count], data_offsets: [at, (at += 2 * count)] },
  ]);
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const bytes = new Uint8Array(8 + json.length + at);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  return bytes;
}

async function put(files: Readonly<Record<string, unknown>>, under = "model"): Promise<string> {
  const place = join(folder, under);
  await mkdir(place, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(place, name), content instanceof Uint8Array || typeof content === "string" ? content : JSON.stringify(content));
  }
  return place;
}
const codes = (r: Resolution): string[] => r.issues.map((issue) => `${issue.severity} ${issue.code.replace("model.", "")}`);
const total = (r: Resolution): number | null => r.model && totalParameters(tensorTable(r.model.architecture));

describe("a path", () => {
  it("of a config.json", async () => {
    const found = await resolveModel(`${FIXTURES}qwen3-8b.json`, world(), nothing);
    expect(total(found)).toBe(8_190_735_360);
    expect(found).toMatchObject({
      issues: [],
      model: { name: "qwen3-8b", checkpoint: null, verified: false, source: `file ${FIXTURES}qwen3-8b.json` },
    });
  });

  it("of a folder: its weights are counted, its tokenizer is found", async () => {
    const place = await put({
      "config.json": TINY,
      "model.safetensors": weights({ "model.embed_tokens.weight": 80, rest: TINY_TOTAL - 80, "lm_head.weight": 80 }),
      "tokenizer.json": "{}",
    });
    const found = await resolveModel(`${place}/`, world(), nothing);
    expect(codes(found)).toEqual(["note stored-tied-head"]);
    expect(found.model).toMatchObject({
      name: "model",
      verified: true,
      checkpoint: 2 * (TINY_TOTAL + 80),
      folder: place,
      tokenizerFile: `${place}/tokenizer.json`,
    });
  });

  it("of a folder in shards", async () => {
    const index = { metadata: { total_size: 5 }, weight_map: { a: "model-1-of-2.safetensors", b: "model-2-of-2.safetensors" } };
    const files = {
      "config.json": TINY,
      "model.safetensors.index.json": index,
      "model-1-of-2.safetensors": weights({ a: 1000 }),
      "model-2-of-2.safetensors": weights({ b: 400 }),
    };
    const place = await put(files);
    expect((await resolveModel(place, world(), nothing)).model).toMatchObject({ verified: true, checkpoint: 2800 });
    expect((await resolveModel(`${place}/model-2-of-2.safetensors`, world(), nothing)).model).toMatchObject({
      verified: true,
      checkpoint: 2800,
    });
    expect((await resolveModel(`${place}/model.safetensors.index.json`, world(), nothing)).model?.verified).toBe(true);
    await rm(join(place, "model-2-of-2.safetensors"));
    const missing = await resolveModel(place, world(), nothing);
    expect(codes(missing)).toEqual(["warning no-shard"]);
    expect(missing.model).toMatchObject({ verified: false, checkpoint: 5 });
  });

  it("of a folder whose index is odd: the shape is still read", async () => {
    for (const map of [{ a: "../../etc/passwd" }, { a: 3 }, []]) {
      const place = await put({ "config.json": TINY, "model.safetensors.index.json": { weight_map: map } });
      expect(codes(await resolveModel(place, world(), nothing))).toEqual(["warning bad-index"]);
    }
  });

  it("of weights that don't belong to the config", async () => {
    const place = await put({ "config.json": TINY, "model.safetensors": weights({ a: 2000 }) });
    expect(codes(await resolveModel(join(place, "model.safetensors"), world(), nothing))).toEqual(["warning count-differs"]);
  });

  it("of damaged weights: said, and the shape is used", async () => {
    const place = await put({ "config.json": TINY, "model.safetensors": weights({ a: 1400 }).subarray(0, 500) });
    const found = await resolveModel(place, world(), nothing);
    expect(codes(found)).toEqual(["warning safetensors-truncated"]);
    expect(total(found)).toBe(TINY_TOTAL);
  });

  it.each([
    ["a folder without a config", { "readme.md": "x" }, "", "error no-config"],
    ["a folder of an adapter", { "adapter_config.json": { base_model_name_or_path: "org/base" } }, "", "error adapter-only"],
    ["a config that isn't JSON", { "config.json": "{a" }, "", "error not-json"],
    ["a config that is a list", { "config.json": "[]" }, "/config.json", "error not-an-object"],
    ["a file of another kind", { "model.gguf": "x" }, "/model.gguf", "error file-kind"],
    ["nothing", { "config.json": TINY }, "/nothing.json", "error no-file"],
  ])("%s is an error", async (_, files, tail, expected) => {
    const found = await resolveModel(`${await put(files)}${tail}`, world(), nothing);
    expect([found.model, codes(found)]).toEqual([null, [expected]]);
  });

  it("from home", async () => {
    await put({ "config.json": TINY }, "m");
    expect(total(await resolveModel("~/m", world({ env: { HOME: folder } }), nothing))).toBe(TINY_TOTAL);
  });
});

describe("a name", () => {
  const { architecture } = readConfig(TINY, "c.json");
  if (!architecture) throw new Error("tiny");
  const catalog: CatalogLookup = (name) =>
    name === "tiny" || name === "acme/tiny" ? { id: "acme/tiny", architecture, source: "read", verified: true } : null;

  it("of the catalog needs no network, and says so", async () => {
    const found = await resolveModel(" tiny ", world(), catalog);
    expect(found).toMatchObject({
      issues: [],
      model: { name: "acme/tiny", catalogId: "acme/tiny", source: "catalog: read", verified: true },
    });
    expect((await resolveModel("acme/tiny", world(), catalog)).model?.catalogId).toBe("acme/tiny");
  });

  it("that is also a path is the path", async () => {
    const place = await put({ "config.json": { ...TINY, vocab_size: 20 } });
    expect((await resolveModel(place, world(), () => catalog("tiny"))).model?.architecture.vocab).toBe(20);
  });

  it("of the Hub, kept for the next time without a network", async () => {
    served.set("/acme/tiny/resolve/main/config.json", JSON.stringify(TINY));
    const found = await resolveModel("acme/tiny", await online(), nothing);
    expect(found).toMatchObject({ issues: [], model: { name: "acme/tiny", source: "config.json of acme/tiny, Hugging Face Hub" } });
    expect(total(found)).toBe(TINY_TOTAL);
    const offline = await resolveModel("acme/tiny", world({ offline: true }), nothing);
    expect(total(offline)).toBe(TINY_TOTAL);
    expect(offline.model?.source).toContain("cached copy");
    expect(offline.model?.tokenizerFile).toBeUndefined();
  });

  it("of the Hub with a tokenizer in the cache", async () => {
    await put({ "tokenizer.json": "{}" }, "cache/hub/acme/tiny/main");
    expect((await resolveModel("tiny", world({ offline: true }), catalog)).model?.tokenizerFile).toBe(
      `${folder}/cache/hub/acme/tiny/main/tokenizer.json`,
    );
  });

  it("of the Hub with its weights counted by ranges", async () => {
    served.set("/acme/tiny/resolve/main/config.json", JSON.stringify(TINY));
    served.set("/acme/tiny/resolve/main/model.safetensors", weights({ a: TINY_TOTAL }));
    const single = await resolveModel("acme/tiny", await online(), nothing, { countWeights: true });
    expect(single).toMatchObject({ issues: [], model: { verified: true, checkpoint: 2 * TINY_TOTAL } });
    served.set(
      "/acme/tiny/resolve/main/model.safetensors.index.json",
      JSON.stringify({ weight_map: { a: "x.safetensors", b: "y.safetensors" } }),
    );
    served.set("/acme/tiny/resolve/main/x.safetensors", weights({ a: 1000 }));
    served.set("/acme/tiny/resolve/main/y.safetensors", weights({ b: 401 }));
    stop();
    const shards = await resolveModel("acme/tiny", await online(), nothing, { countWeights: true });
    expect(codes(shards)).toEqual(["note count-near"]);
    served.delete("/acme/tiny/resolve/main/y.safetensors");
    stop();
    expect(codes(await resolveModel("acme/tiny", await online(), nothing, { countWeights: true }))).toEqual(["warning hub-no-file"]);
  });

  it("with a revision that the Hub doesn't give has the catalog's shape, and says so", async () => {
    const found = await resolveModel("acme/tiny@v2", world({ offline: true }), catalog);
    expect(found.model?.catalogId).toBe("acme/tiny");
    expect(codes(found)).toEqual(["warning hub-offline", "warning from-catalog"]);
  });

  it("that nobody knows is an error with suggestions", async () => {
    const suggest = (): readonly string[] => ["acme/tiny"];
    const local = await resolveModel("tinny", world(), nothing, { suggest, path: "job.model" });
    expect(local.model).toBeNull();
    expect(local.issues).toMatchObject([
      { code: "model.unknown-name", path: "job.model", values: { name: '"tinny"' } },
      { code: "model.did-you-mean", values: { suggestions: "acme/tiny" } },
    ]);
    const remote = await resolveModel("acme/tinny", await online(), nothing, { suggest });
    expect(codes(remote)).toEqual(["error hub-not-found", "note did-you-mean"]);
    expect(codes(await resolveModel("acme/tinny", world({ offline: true }), nothing))).toEqual(["error hub-offline"]);
  });

  it.each(["", "  ", "a\0b", "x".repeat(2000), "http://evil/x", "a/b/c", "../../etc/passwd", "./nowhere", "a@b@c"])(
    "%j never reaches the network",
    async (name) => {
      const found = await resolveModel(name, world(), nothing);
      expect(found.model).toBeNull();
      expect(found.issues[0]?.severity).toBe("error");
    },
  );
});

describe("a shape in the job", () => {
  it("is used as it is", async () => {
    const found = await resolveModel({ name: "mine", layers: 2, hidden: 8, heads: 2, ffn: 16, vocab: 10, tied: true }, world(), nothing);
    expect(found).toMatchObject({ issues: [], model: { name: "mine", source: "given in the job", verified: false } });
    expect(total(found)).toBe(TINY_TOTAL);
  });

  it("may begin with a model that is known, of which it keeps what isn't said otherwise", async () => {
    const mine = { layers: 2, hidden: 8, heads: 2, ffn: 16, vocab: 10, tied: true };
    const { model } = await resolveModel({ name: "mine", ...mine }, world(), nothing);
    const catalog: CatalogLookup = (name) =>
      name === "acme/tiny" && model ? { id: name, architecture: model.architecture, source: "read", verified: true } : null;
    const found = await resolveModel({ base: "acme/tiny", layers: 4 }, world(), catalog);
    expect(found).toMatchObject({
      issues: [],
      model: { name: "acme/tiny + layers", source: "catalog: read; changed in the job", verified: false },
    });
    expect(found.model?.architecture).toEqual({ ...model?.architecture, layers: 4 });
    expect((await resolveModel({ base: "acme/tiny", name: "deep", layers: 4 }, world(), catalog)).model?.name).toBe("deep");
    expect(codes(await resolveModel({ base: "nobody", layers: 4 }, world(), catalog))).toContain("error unknown-name");
    expect(codes(await resolveModel({ base: "acme/tiny", layers: "x" }, world(), catalog))).toEqual(["error wrong-type"]);
  });

  it.each([null, 3, [1], undefined, true])("%j is no model", async (reference) => {
    expect(codes(await resolveModel(reference, world(), nothing))).toEqual(["error not-an-object"]);
  });

  it("fixtures may be copied anywhere", async () => {
    await mkdir(join(folder, "copy"));
    await copyFile(`${FIXTURES}gpt2.json`, join(folder, "copy", "config.json"));
    expect(total(await resolveModel(join(folder, "copy"), world(), nothing))).toBe(124_439_808);
    expect((await readFile(`${FIXTURES}SOURCES.md`, "utf8")).length).toBeGreaterThan(1000);
  });
});
