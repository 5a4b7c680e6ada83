import { defineConfig, type Plugin } from "vite";

/** Readers of files on disk are in the packages, and never asked on a page. */
const NODE_ONLY = /^node:/;

export function nothingOfNode(): Plugin {
  return {
    name: "nothing-of-node",
    enforce: "pre",
    apply: "build",
    resolveId: (id) => (NODE_ONLY.test(id) ? "\0node" : null),
    load: (id) => (id === "\0node" ? "export default null;" : null),
  };
}

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
  plugins: [nothingOfNode()],
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: "es", plugins: () => [nothingOfNode()] },
});
