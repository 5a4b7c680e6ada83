import type { Files, World } from "@outlay/interchange";

/** Files of fonts that a picture's words are drawn with. */
export interface Fonts {
  readonly latin: readonly string[];
  /** Null where none is known to have Chinese letters. */
  readonly chinese: string | null;
}

/** Where systems keep fonts: Linux, macOS, Windows; a folder of the reader's own before all. */
function folders(env: World["env"]): readonly string[] {
  const home = env["HOME"] ?? env["USERPROFILE"];
  const own = env["OUTLAY_FONTS"];
  const homes = home === undefined ? [] : [`${home}/.local/share/fonts`, `${home}/.fonts`, `${home}/Library/Fonts`];
  const local = env["LOCALAPPDATA"];
  return [
    ...(own === undefined || own === "" ? [] : [own]),
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    ...homes,
    "/System/Library/Fonts",
    "/Library/Fonts",
    ...(local === undefined ? [] : [`${local}/Microsoft/Windows/Fonts`]),
    `${env["WINDIR"] ?? "C:/Windows"}/Fonts`,
  ];
}

/** Files of fonts by what they have; of each kind the first that is met is taken. */
const LATIN =
  /^(?:NotoSans-Regular|DejaVuSans|LiberationSans-Regular|Roboto-Regular|OpenSans-Regular|segoeui|arial|Arial|Helvetica|SFNS|FreeSans)\.(?:ttf|otf|ttc)$/;
const BOLD =
  /^(?:NotoSans-Bold|DejaVuSans-Bold|LiberationSans-Bold|Roboto-Bold|OpenSans-Bold|segoeuib|arialbd|Arial Bold|FreeSansBold)\.(?:ttf|otf)$/;
const CHINESE =
  /^(?:NotoSansCJK(?:sc)?-Regular|NotoSansSC-.*|SourceHanSans.*Regular|wqy-.*|PingFang|Hiragino Sans GB|STHeiti.*|msyh|simhei|simsun|DroidSansFallback.*|uming|Arial Unicode)\.(?:ttf|otf|ttc)$/i;

/** Below a folder of fonts nothing lies deeper. */
const DEPTH = 4;
const MOST = 20_000;

async function* under(folder: string, files: Files, depth: number): AsyncIterable<string> {
  const entry = await files.entry(folder).catch(() => null);
  if (entry?.kind !== "folder") return;
  for (const name of await files.list(folder).catch(() => [])) {
    const path = `${folder}/${name}`;
    if (/\.(?:ttf|otf|ttc)$/i.test(name)) yield path;
    else if (depth > 1 && !name.includes(".")) yield* under(path, files, depth - 1);
  }
}

/** What was found on the way, the first of each kind. */
interface Found {
  latin?: string;
  bold?: string;
  chinese?: string;
  /** Whatever its letters: better than none. */
  any?: string;
}

function note(found: Found, path: string): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (LATIN.test(name)) found.latin ??= path;
  if (BOLD.test(name)) found.bold ??= path;
  if (CHINESE.test(name)) found.chinese ??= path;
  found.any ??= path;
}

/** Fonts of this machine for Latin letters and, where they are asked for, Chinese ones. */
export async function fontsOf({ files, env }: Pick<World, "files" | "env">, chinese: boolean): Promise<Fonts> {
  const found: Found = {};
  let seen = 0;
  const enough = (): boolean =>
    seen > MOST || (found.latin !== undefined && found.bold !== undefined && (!chinese || found.chinese !== undefined));
  for (const folder of folders(env)) {
    if (enough()) break;
    for await (const path of under(folder, files, DEPTH)) {
      note(found, path);
      seen += 1;
      if (enough()) break;
    }
  }
  const latin = found.latin ?? found.any;
  return {
    latin: [...(latin === undefined ? [] : [latin]), ...(found.bold === undefined ? [] : [found.bold])],
    chinese: found.chinese ?? null,
  };
}
