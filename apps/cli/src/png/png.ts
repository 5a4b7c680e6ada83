import { fileURLToPath } from "node:url";
import type { World } from "@outlay/interchange";
import { fontsOf } from "./fonts.ts";

/** Where the renderer's machine code may lie: beside the built command, beside its chunks, in a checkout. */
const PLACES = ["./resvg.wasm", "../resvg.wasm", "../../../../node_modules/@resvg/resvg-wasm/index_bg.wasm"] as const;
/** Pixels of the file for one of the picture. */
const SCALE = 2;

export type Draw = (svg: string, paper: string) => Uint8Array;

/** Why pictures can't be made into pixels here. */
export type NoPng = "no-font" | "no-chinese-font" | "no-renderer";

const HAN = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/;

async function bytesOf(path: string, { files }: Pick<World, "files">): Promise<Uint8Array | null> {
  const entry = await files.entry(path);
  return entry?.kind === "file" ? await files.read(path, { from: 0, to: entry.bytes }) : null;
}

let ready: Promise<boolean> | null = null;

async function prepared(world: Pick<World, "files">): Promise<boolean> {
  const { initWasm } = await import("@resvg/resvg-wasm");
  for (const place of PLACES) {
    const code = await bytesOf(fileURLToPath(new URL(place, import.meta.url)), world);
    if (!code) continue;
    await initWasm(new Uint8Array(code));
    return true;
  }
  return false;
}

/** A renderer of pictures with this machine's fonts, for texts like `sample`; or why there is none. */
export async function renderer(sample: string, world: Pick<World, "files" | "env">): Promise<Draw | NoPng> {
  const chinese = HAN.test(sample);
  const fonts = await fontsOf(world, chinese);
  if (chinese && fonts.chinese === null) return "no-chinese-font";
  const paths = [...fonts.latin, ...(chinese && fonts.chinese !== null ? [fonts.chinese] : [])];
  if (paths.length === 0) return "no-font";
  ready ??= prepared(world);
  if (!(await ready)) return "no-renderer";
  const { Resvg } = await import("@resvg/resvg-wasm");
  const fontBuffers = (await Promise.all(paths.map((path) => bytesOf(path, world)))).filter((b) => b !== null);
  return (svg, background) => {
    const picture = new Resvg(svg, { font: { fontBuffers }, background, fitTo: { mode: "zoom", value: SCALE } });
    const image = picture.render();
    const png = image.asPng();
    image.free();
    picture.free();
    return png;
  };
}
