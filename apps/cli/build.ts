import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { notices } from "../../scripts/notices.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const { version } = JSON.parse(readFileSync(`${here}package.json`, "utf8"));

rmSync(`${here}dist`, { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  entryPoints: { outlay: `${here}src/main.ts` },
  outdir: `${here}dist`,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  conditions: ["source"],
  // Vocabularies are large and optional: they are looked for where Outlay is installed.
  external: ["@lenml/*", "mistral-tokenizer-js"],
  define: { OUTLAY_VERSION: JSON.stringify(version) },
  minifySyntax: true,
  minifyWhitespace: true,
  chunkNames: "chunks/[name]-[hash]",
  banner: { js: "import { createRequire as outlayRequire } from 'node:module'; const require = outlayRequire(import.meta.url);" },
  logLevel: "warning",
});

// Only what ended up in the files that are shipped.
const bundled = Object.values(metafile.outputs).flatMap((file) => Object.keys(file.inputs));
writeFileSync(`${here}dist/THIRD-PARTY-NOTICES`, notices(bundled, process.cwd()));

/** Measured runs that `outlay validate` reads where no file is named. */
const EVIDENCE = ["throughput", "finetune", "mlperf", "full_runs"];
mkdirSync(`${here}dist/evidence`);
for (const name of EVIDENCE)
  copyFileSync(`${here}../../packages/catalog/data/evidence/${name}.jsonl`, `${here}dist/evidence/${name}.jsonl`);

// The renderer of pictures: machine code can't be in the bundle.
copyFileSync(fileURLToPath(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm")), `${here}dist/resvg.wasm`);
