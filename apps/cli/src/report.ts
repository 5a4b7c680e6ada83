import { type Beside, LIGHT, type Look, picturesOf, reportHtml, svgOf } from "@outlay/charts";
import type { Issue, PlanResult } from "@outlay/engine";
import type { World } from "@outlay/interchange";
import { jobFile, type Language, text } from "@outlay/schema";
import { type Io, tell } from "./io.ts";

const WIDTH = 680;

interface Written extends Beside {
  readonly result: PlanResult;
  readonly assumed: readonly Issue[];
  readonly language: Language;
  /** The job as it was written, flags laid over it. */
  readonly job: Readonly<Record<string, unknown>>;
}

async function written(path: string, content: string | Uint8Array, world: World, io: Io, language: Language): Promise<Issue | null> {
  try {
    await world.files.write(path, content);
    io.err(`${text("cli.written", language, { file: path })}\n`);
    return null;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { code: "cli.unwritable", severity: "error", path: "", values: { file: path, problem } };
  }
}

/** The answer as one HTML file. */
export async function writeReport(
  path: string,
  { result, assumed, language, job, ...beside }: Written,
  world: World,
  io: Io,
): Promise<Issue | null> {
  return await written(path, reportHtml(result, { language, assumed, job: jobFile(job), ...beside }), world, io, language);
}

/** Every picture of the answer as SVG and, where this machine has the fonts, PNG files of a folder. */
export async function writePictures(folder: string, { result, language, ...beside }: Written, world: World, io: Io): Promise<Issue | null> {
  const look: Look = { language, theme: LIGHT, width: WIDTH };
  const pictures = picturesOf(result, look, beside).map(({ id, picture }) => ({ id, svg: svgOf(picture, WIDTH, id) }));
  const at = folder.replace(/[/\\]+$/, "");
  for (const { id, svg } of pictures) {
    const trouble = await written(`${at}/${id}.svg`, svg, world, io, language);
    if (trouble) return trouble;
  }
  const { renderer } = await import("./png/png.ts");
  const draw = await renderer(pictures.map((p) => p.svg).join(""), world);
  if (typeof draw === "string") {
    tell(io, [{ code: `cli.${draw}`, severity: "warning", path: "", values: {} }], language);
    return null;
  }
  for (const { id, svg } of pictures) {
    const trouble = await written(`${at}/${id}.png`, draw(svg, LIGHT.paper), world, io, language);
    if (trouble) return trouble;
  }
  return null;
}
