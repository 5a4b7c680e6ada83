import { defineConfig, type Plugin } from "vite";

/** Readers of files on disk are in the packages, and never asked on a page. */
const NODE_ONLY = /^node:/;

function nothingOfNode(): Plugin {
  return {
    name: "nothing-of-node",
    enforce: "pre",
    apply: "build",
    resolveId: (id) => (NODE_ONLY.test(id) ? "\0node" : null),
    load: (id) => (id === "\0node" ? "export default null;" : null),
  };
}

/** zod ties writers of JSON Schema to every schema; a page only reads with them. */
const SCHEMA_WRITERS = /\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;

function noSchemaWriters(): Plugin {
  return {
    name: "no-schema-writers",
    enforce: "pre",
    apply: "build",
    transform(code, id) {
      if (!SCHEMA_WRITERS.test(id)) return null;
      const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map((m) => m[1] ?? "");
      if (names.length === 0) throw new Error(`${id} exports nothing that is known`);
      return { code: names.map((name) => `export const ${name} = () => undefined;`).join("\n"), map: null };
    },
  };
}

/** What a page's code leaves out. */
export const leavingOut = (): Plugin[] => [nothingOfNode(), noSchemaWriters()];

/** The page stands on any path of any static host: every address in it is relative. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  // The table reader's own build for browsers: the other one wants Node's Buffer.
  resolve: {
    alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" },
    conditions: ["source", "module", "browser", "development|production"],
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: leavingOut(),
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: "es", plugins: leavingOut },
});
