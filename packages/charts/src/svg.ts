import { drawn } from "./drawing.ts";
import type { Picture } from "./picture.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A picture as an SVG file of its own, with what it says as its description. */
export function svgOf(picture: Picture, width: number): string {
  const svg = drawn(picture, width);
  const title = `<desc>${escaped(picture.summary)}</desc>`;
  return svg.replace(/^(<svg[^>]*)>/, (_, open: string) => `${open} role="img">${title}`);
}
