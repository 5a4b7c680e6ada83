import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface TextFile {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const ROOT: string = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

const NOT_OURS: ReadonlySet<string> = new Set([".git", "node_modules", "dist", ".tsc", "coverage", "generated", "site", "screens"]);

function isOurs(entry: Dirent): boolean {
  return !NOT_OURS.has(entry.name) && !entry.name.endsWith(".tsbuildinfo");
}

/** Every file below a folder of the repository that is written by hand, in order of name. */
export function pathsUnder(folder = ""): readonly string[] {
  const paths: string[] = [];
  const entries = readdirSync(`${ROOT}/${folder}`, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!isOurs(entry)) continue;
    if (entry.isDirectory()) paths.push(...pathsUnder(path));
    else if (entry.isFile()) paths.push(path);
  }
  return paths;
}

export function textOf(path: string): string {
  return readFileSync(`${ROOT}/${path}`, "utf8");
}

export function textFiles(paths: readonly string[]): readonly TextFile[] {
  return paths.map((path) => ({ path, text: textOf(path) }));
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** Sources of packages and applications, tests left out. */
export function sourcePaths(): readonly string[] {
  return [...pathsUnder("packages"), ...pathsUnder("apps")].filter(
    (path) => /^(?:packages|apps)\/[^/]+\/src\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path),
  );
}
