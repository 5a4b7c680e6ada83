type Tree = Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Words that YAML reads as text as they stand. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n|~)$)[A-Za-z_/$][\w./$ -]*(?<! )$/i;

function scalar(value: unknown): string {
  if (typeof value === "string")
    return PLAIN.test(value) || (/^\d+(?:\.\d+)?[A-Za-z]+$/.test(value) && !/^\d+e\d*$/i.test(value)) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((v: unknown) => scalar(v)).join(", ")}]`;
  if (isTree(value))
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${keyed(key)}: ${scalar(inner)}`)
      .join(", ")} }`;
  return JSON.stringify(value);
}

const keyed = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));

const flat = (tree: Tree): boolean => Object.values(tree).every((value) => !isTree(value)) && Object.keys(tree).length <= 6;

/** A job as the file that `outlay plan` reads. */
export function jobFile(job: Tree): string {
  const lines = (tree: Tree, indent: string): string =>
    Object.entries(tree)
      .map(([key, value]) =>
        isTree(value) && !flat(value)
          ? `${indent}${keyed(key)}:\n${lines(value, `${indent}  `)}`
          : `${indent}${keyed(key)}: ${scalar(value)}\n`,
      )
      .join("");
  return lines(job, "");
}
