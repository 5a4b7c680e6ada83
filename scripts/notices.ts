import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** The folder of the package that a file belongs to: the nearest above it with a name and a version. */
function packageFolder(file: string): string {
  let folder = dirname(file);
  for (;;) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, "utf8"));
      if (name && version) return folder;
    }
    const above = dirname(folder);
    if (above === folder) throw new Error(`${file} belongs to no package`);
    folder = above;
  }
}

/** Terms of packages that ship no file of them, as looked up at their source. */
const LOOKED_UP: Readonly<Record<string, string>> = {
  "@resvg/resvg-wasm": `This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not
distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.

Copyright of yisibl and the contributors of resvg-js, and of the contributors of resvg. The source is at
https://github.com/thx/resvg-js and https://github.com/linebender/resvg.`,
};

function licenceText(folder: string, { name }: Manifest): string {
  const known = LOOKED_UP[name];
  if (known !== undefined) return known;
  const files = readdirSync(folder).filter((f) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(f));
  if (files.length === 0) throw new Error(`${name} is bundled and has no licence file: its terms must be looked up`);
  return files.map((f) => readFileSync(join(folder, f), "utf8").trim()).join("\n\n");
}

/** The licences of all packages whose code is in a bundle. `inputs` are the files that were read for it, relative to `root`. */
export function notices(inputs: readonly string[], root: string): string {
  const folders = new Set(inputs.filter((f) => f.includes("node_modules/")).map((f) => packageFolder(join(root, f))));
  const texts = [...folders].map((folder) => {
    const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${licenceText(folder, manifest)}\n`;
  });
  const rule = `\n${"-".repeat(80)}\n\n`;
  return `Outlay holds code of these packages, under their own terms.\n${[...texts]
    .sort()
    .map((t) => rule + t)
    .join("")}`;
}
