import { LIGHT, type Look, picturesOf, reportHtml, svgOf } from "@outlay/charts";
import type { Issue, PlanResult } from "@outlay/engine";
import type { World } from "@outlay/interchange";
import { type Language, text } from "@outlay/schema";
import type { Io } from "./io.ts";

const WIDTH = 680;

interface Written {
  readonly result: PlanResult;
  readonly assumed: readonly Issue[];
  readonly language: Language;
}

async function written(path: string, content: string, world: World, io: Io, language: Language): Promise<Issue | null> {
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
export async function writeReport(path: string, { result, assumed, language }: Written, world: World, io: Io): Promise<Issue | null> {
  return await written(path, reportHtml(result, { language, assumed, job: "" }), world, io, language);
}

/** Every picture of the answer as an SVG file of a folder. */
export async function writePictures(folder: string, { result, language }: Written, world: World, io: Io): Promise<Issue | null> {
  const look: Look = { language, theme: LIGHT, width: WIDTH };
  for (const { id, picture } of picturesOf(result, look)) {
    const trouble = await written(`${folder.replace(/[/\\]+$/, "")}/${id}.svg`, svgOf(picture, WIDTH, id), world, io, language);
    if (trouble) return trouble;
  }
  return null;
}
