import { drawn } from "./drawing.ts";
import type { Picture } from "./picture.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * A picture as an SVG file of its own, with what it says as its description. `id` tells its patterns from those of other pictures in one
 * document; the library's own numbers, which count everything drawn so far, and styles for a pointer are taken out.
 */
export function svgOf(picture: Picture, width: number, id: string): string {
  const svg = drawn(picture, width)
    .replace(/<style[^>]*>.*?<\/style>/gs, "")
    .replaceAll(/ class="zr\d+-cls-\d+"/g, "")
    .replaceAll(/zr\d+-/g, `${id}-`);
  return svg.replace(/^(<svg[^>]*)>/, (_, open: string) => `${open} role="img"><desc>${escaped(picture.summary)}</desc>`);
}
