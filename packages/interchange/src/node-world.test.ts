import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFiles, nodeWorld } from "./node-world.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outlay-world-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the files of this machine", () => {
  it("says what a path is, and null where nothing is", async () => {
    await writeFile(join(folder, "a"), "12345");
    expect(await nodeFiles.entry(join(folder, "a"))).toEqual({ kind: "file", bytes: 5 });
    expect(await nodeFiles.entry(folder)).toEqual({ kind: "folder", bytes: 0 });
    expect(await nodeFiles.entry(join(folder, "b"))).toBeNull();
    expect(await nodeFiles.entry(join(folder, "a", "b"))).toBeNull();
    expect(await nodeFiles.entry(`${folder}/${"x".repeat(5000)}`)).toBeNull();
    expect(await nodeFiles.entry("a\0b")).toBeNull();
  });

  it("reads a range, and never more than the file holds", async () => {
    const path = join(folder, "a");
    await writeFile(path, "0123456789");
    const read = async (from: number, to: number): Promise<string> => new TextDecoder().decode(await nodeFiles.read(path, { from, to }));
    expect(await read(2, 5)).toBe("234");
    expect(await read(8, 1e15)).toBe("89");
    expect(await read(20, 30)).toBe("");
    expect(await read(5, 2)).toBe("");
  });

  it("lists in order, and streams whole", async () => {
    await writeFile(join(folder, "b"), "x".repeat(200_000));
    await writeFile(join(folder, "a"), "");
    expect(await nodeFiles.list(folder)).toEqual(["a", "b"]);
    let bytes = 0;
    for await (const chunk of nodeFiles.stream(join(folder, "b"))) bytes += chunk.length;
    expect(bytes).toBe(200_000);
  });

  it("writes whole or not at all, and leaves no draft", async () => {
    const path = join(folder, "new", "deep", "a");
    await nodeFiles.write(path, "one");
    await Promise.all(["two", "two", "two"].map((text) => nodeFiles.write(path, text)));
    expect(await readFile(path, "utf8")).toBe("two");
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "taken", "x"), "");
    await expect(nodeFiles.write(join(folder, "taken"), "x")).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["new", "taken"]);
    expect(await readdir(join(folder, "new", "deep"))).toEqual(["a"]);
    await chmod(join(folder, "taken"), 0o755);
  });
});

describe("the cache's place", () => {
  const place = (env: Readonly<Record<string, string>>): string => nodeWorld({ env }).cacheFolder;

  it("is XDG_CACHE_HOME, else ~/.cache, unless another is given", () => {
    expect(place({ XDG_CACHE_HOME: "/x", HOME: "/h" })).toBe("/x/outlay");
    expect(place({ HOME: "/h" })).toBe("/h/.cache/outlay");
    expect(place({ USERPROFILE: "C:/u" })).toBe("C:/u/.cache/outlay");
    expect(nodeWorld({ env: {}, cacheFolder: "/mine", offline: true })).toMatchObject({ cacheFolder: "/mine", offline: true });
  });
});
