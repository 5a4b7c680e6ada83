import { posix } from "node:path";
import { lineOf, type TextFile } from "./files.ts";

const ABSOLUTE = /(?<![\w./:@$-])\/(?:work|home|root|Users|mnt|private|var\/folders)\/[\w.-]+/g;
const CLIMBING = /(?<![\w./-])(?:\.\/)?(?:\.\.\/)+[\w.-]*/g;
const HELD_BACK =
  /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|skipIf|todo|runIf|fails)\b|\b(?:only|skip|todo)\s*:\s*true\b/g;

function found(file: TextFile, pattern: RegExp): readonly { readonly text: string; readonly line: number }[] {
  return [...file.text.matchAll(pattern)].map((match) => ({ text: match[0], line: lineOf(file.text, match.index) }));
}

/** Paths that only one machine has: absolute ones of a user, relative ones that climb out of the repository. */
export function strayPaths(file: TextFile): readonly string[] {
  const folder = posix.dirname(file.path);
  const climbs = found(file, CLIMBING).filter(({ text }) => /^\.\.(?:\/|$)/.test(posix.join(folder, text)));
  return [...found(file, ABSOLUTE), ...climbs].map(({ text, line }) => `${file.path}:${line} ${text}`);
}

/** Tests that were left alone, left out or left for later. */
export function heldBackTests(file: TextFile): readonly string[] {
  return found(file, HELD_BACK).map(({ text, line }) => `${file.path}:${line} ${text}`);
}
