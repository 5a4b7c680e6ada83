import { posix } from "node:path";
import type { TextFile } from "./files.ts";
import { type Import, importsOf } from "./syntax.ts";

/** What each package may import of the others; applications may import every package, never each other. */
const LAW: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  catalog: ["engine"],
  schema: ["catalog", "engine"],
  interchange: ["schema", "catalog", "engine"],
  charts: ["schema", "catalog", "engine"],
  validation: ["interchange", "schema", "catalog", "engine"],
};

/** Packages that stand on nothing but packages of ours. */
const BARE: ReadonlySet<string> = new Set(["engine", "catalog"]);

/** The engine's rooms; a file imports from its own room or an earlier one. */
export const ROOMS: readonly string[] = ["model", "method", "work", "machine", "layout", "memory", "time", "run", "money", "doubt", "plan"];

/** Files of the engine's root that every room may import. */
const COMMON: ReadonlySet<string> = new Set(["units.ts", "quantity.ts", "issue.ts"]);

export interface Exception {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Imports that go forward on purpose. Each must exist, else it has to leave this list. */
export const EXCEPTIONS: readonly Exception[] = [];

export interface Edge {
  readonly from: string;
  /** A file of the repository, `@outlay/<package>`, the name of another module, or null where it is computed. */
  readonly to: string | null;
  readonly line: number;
}

export interface Verdict {
  readonly files: number;
  readonly edges: readonly Edge[];
  readonly violations: readonly string[];
}

interface Place {
  readonly house: string;
  readonly name: string;
  readonly inside: string;
}

function placeOf(path: string): Place {
  const [house = "", name = "", , ...inside] = path.split("/");
  return { house, name, inside: inside.join("/") };
}

function edgeOf(from: string, { target, line }: Import): Edge {
  return { from, to: target?.startsWith(".") ? posix.join(posix.dirname(from), target) : target, line };
}

function roomFault(from: string, to: string): string | null {
  const [source = "", target = ""] = [from, to].map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : path));
  if (from === "index.ts" || COMMON.has(to)) return null;
  if (COMMON.has(from)) return `${from} may import only ${[...COMMON].join(", ")}`;
  if (!ROOMS.includes(source)) return `${source} is no room of the engine`;
  if (!ROOMS.includes(target)) return `${target} is no room of the engine`;
  return ROOMS.indexOf(target) > ROOMS.indexOf(source) ? `room ${source} comes before ${target}` : null;
}

function packageFault(from: Place, name: string): string | null {
  if (from.house === "apps") return name in LAW ? null : `there is no package ${name}`;
  const allowed = LAW[from.name];
  if (allowed === undefined) return `package ${from.name} has no place in the law`;
  return allowed.includes(name) ? null : `${from.name} may import ${allowed.join(", ") || "no other package"}`;
}

function fault({ from, to }: Edge, paths: ReadonlySet<string>): string | null {
  const source = placeOf(from);
  if (to === null) return source.house === "apps" ? null : "the import is computed";
  const [, name, deep] = /^@outlay\/([^/]+)(\/.*)?$/.exec(to) ?? [];
  if (name !== undefined) return deep === undefined ? packageFault(source, name) : "packages are imported by their name alone";
  if (!/^(?:packages|apps|\.\.)\//.test(to))
    return source.house === "packages" && BARE.has(source.name) ? `${source.name} has no dependencies` : null;
  const target = placeOf(to);
  if (target.house !== source.house || target.name !== source.name) return "other packages are imported by name, not by path";
  if (!paths.has(to) && !to.includes("/generated/")) return "there is no such file";
  return from.startsWith("packages/engine/src/") ? roomFault(source.inside, target.inside) : null;
}

/** Circles among files, each told once from the file where it was met. */
export function circles(edges: readonly Edge[]): readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) if (to !== null) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (done.has(file)) return;
    done.add(file);
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}

/** Reads the imports of all files and says which break the law of the house. */
export function importLaw(files: readonly TextFile[], exceptions: readonly Exception[] = EXCEPTIONS): Verdict {
  const edges = files.flatMap((file) => importsOf(file).map((found) => edgeOf(file.path, found)));
  const paths = new Set(files.map((file) => file.path));
  const violations: string[] = [];
  const excused = (edge: Edge): boolean => exceptions.some(({ from, to }) => from === edge.from && to === edge.to);
  for (const edge of edges) {
    const why = fault(edge, paths);
    if (why !== null && !excused(edge)) violations.push(`${edge.from}:${edge.line} imports ${edge.to ?? "?"}: ${why}`);
  }
  for (const { from, to } of exceptions) {
    if (!edges.some((edge) => edge.from === from && edge.to === to)) violations.push(`exception ${from} -> ${to} isn't needed`);
  }
  for (const circle of circles(edges)) violations.push(`circle: ${circle}`);
  return { files: files.length, edges, violations };
}
