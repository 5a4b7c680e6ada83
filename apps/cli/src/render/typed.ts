import { widthOf } from "./width.ts";

/** Where a line of a kind may be broken, and what marks the break: a shell's flags with a backslash, Python's arguments after a comma. */
function joints(text: string): { readonly pieces: readonly string[]; readonly mark: string } {
  if (/^--?\w/.test(text)) return { pieces: text.split(/ (?=--)/), mark: " \\" };
  if (/^\w+=/.test(text)) return { pieces: text.split(/(?<=,) (?=\w+=)/), mark: "" };
  return { pieces: [text], mark: "" };
}

/**
 * What is typed, in lines of a width. It can be pasted as it stands: a shell goes on after a backslash, Python after a comma; YAML, JSON and single
 * flags aren't broken, however long.
 */
export function typed(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const { pieces, mark } = joints(text);
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    const longer = line === "" ? piece : `${line} ${piece}`;
    if (line !== "" && widthOf(longer + mark) > width) {
      lines.push(line + mark);
      line = piece;
    } else line = longer;
  }
  return [...lines, line];
}
