import { parseSync } from "oxc-parser";
import { lineOf, type TextFile } from "./files.ts";

export interface Import {
  /** What stands between the quotes; null where it is computed. */
  readonly target: string | null;
  readonly line: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function visit(value: unknown, see: (node: Node, parent: Node | null, key: string) => void, parent: Node | null = null, key = ""): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see, parent, key);
  if (!isNode(value)) return;
  see(value, parent, key);
  for (const [name, child] of Object.entries(value)) visit(child, see, value, name);
}

function program(file: TextFile): unknown {
  const { program: tree, errors } = parseSync(file.path, file.text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file.path}: ${error.message}`);
  return tree;
}

function literal(value: unknown): string | null {
  return isNode(value) && value.type === "Literal" && typeof value["value"] === "string" ? value["value"] : null;
}

const WITH_SOURCE: ReadonlySet<string> = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

/** Every module that a file names: import, export from, import(), import type, import x = require(). */
export function importsOf(file: TextFile): readonly Import[] {
  const imports: Import[] = [];
  visit(program(file), (node) => {
    const source = node.type === "TSExternalModuleReference" ? node["expression"] : WITH_SOURCE.has(node.type) ? node["source"] : null;
    if (source !== null && source !== undefined) imports.push({ target: literal(source), line: lineOf(file.text, node.start) });
  });
  return imports;
}

export interface Name {
  readonly name: string;
  readonly line: number;
}

/** A name is free where it isn't the name of a field: `x.Date`, `{ Date: 1 }`, and `interface { Date: ... }` aren't. */
function isFieldName(node: Node, parent: Node | null, key: string): boolean {
  if (parent === null || parent["computed"] === true) return false;
  if (key === "property") return parent.type === "MemberExpression";
  return key === "key" && node !== parent["value"] && parent["shorthand"] !== true;
}

/** Identifiers that a file uses as values or types, and members as `Math.random`. */
export function namesOf(file: TextFile): readonly Name[] {
  const names: Name[] = [];
  visit(program(file), (node, parent, key) => {
    if (node.type === "Identifier" && !isFieldName(node, parent, key)) {
      names.push({ name: String(node["name"]), line: lineOf(file.text, node.start) });
    }
    const { object, property } = node;
    if (node.type !== "MemberExpression" || !isNode(object) || !isNode(property)) return;
    const member = property.type === "Identifier" && node["computed"] !== true ? property["name"] : literal(property);
    if (object.type === "Identifier" && member !== null) {
      names.push({ name: `${String(object["name"])}.${member as string}`, line: lineOf(file.text, node.start) });
    }
  });
  return names;
}
