import stringWidth from "fast-string-width";

const PLAIN = /^[\x20-\x7e]*$/;

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}
