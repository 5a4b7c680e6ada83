import { nodeWorld, type World } from "@outlay/interchange";
import { describe, expect, it } from "vitest";
import { fontsOf } from "./fonts.ts";
import { renderer } from "./png.ts";

const SVG = (words: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text x="2" y="15" style="font-size:12px;font-family:system-ui, sans-serif;" fill="#000">${words}</text></svg>`;

/** A machine whose only fonts are these files. */
function machine(paths: readonly string[], env: World["env"] = {}): Pick<World, "files" | "env"> {
  const inside = (folder: string): readonly string[] =>
    paths.filter((p) => p.startsWith(`${folder}/`)).map((p) => p.slice(folder.length + 1));
  const { files } = nodeWorld({ offline: true });
  return {
    env,
    files: {
      ...files,
      entry: async (path) =>
        paths.includes(path) ? { kind: "file", bytes: 1 } : inside(path).length > 0 ? { kind: "folder", bytes: 0 } : null,
      list: async (folder) => [...new Set(inside(folder).map((p) => p.split("/")[0] ?? ""))],
    },
  };
}

const DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
const BOLD = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
const NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

describe("fonts of a machine", () => {
  it("are found where Linux, macOS and Windows keep them, and in a folder of one's own", async () => {
    expect(await fontsOf(machine([NOTO, BOLD, DEJAVU]), true)).toEqual({ latin: [DEJAVU, BOLD], chinese: NOTO });
    const mac = machine(["/System/Library/Fonts/Helvetica.ttc", "/System/Library/Fonts/PingFang.ttc"]);
    expect(await fontsOf(mac, true)).toEqual({
      latin: ["/System/Library/Fonts/Helvetica.ttc"],
      chinese: "/System/Library/Fonts/PingFang.ttc",
    });
    const windows = machine(["D:/Win/Fonts/arial.ttf", "D:/Win/Fonts/msyh.ttc"], { WINDIR: "D:/Win" });
    expect(await fontsOf(windows, true)).toEqual({ latin: ["D:/Win/Fonts/arial.ttf"], chinese: "D:/Win/Fonts/msyh.ttc" });
    const own = machine([DEJAVU, "/mine/Odd.otf", "/mine/Roboto-Regular.ttf"], { OUTLAY_FONTS: "/mine" });
    expect((await fontsOf(own, false)).latin).toEqual(["/mine/Roboto-Regular.ttf"]);
    expect((await fontsOf(machine(["/usr/share/fonts/x/Odd.otf"]), false)).latin).toEqual(["/usr/share/fonts/x/Odd.otf"]);
  });

  it("are told to be missing: any, or those for Chinese words", async () => {
    expect(await renderer(SVG("cost"), machine([]))).toBe("no-font");
    expect(await renderer(SVG("费用"), machine([DEJAVU, BOLD]))).toBe("no-chinese-font");
  });
});

describe("a picture as pixels", () => {
  it.each(["cost", "费用"])("is a PNG of twice its size with ink on paper: %s", async (words) => {
    const draw = await renderer(SVG(words), nodeWorld({ offline: true }));
    if (typeof draw === "string") throw new Error(`${draw}: npm run chromium installs it`);
    const png = draw(SVG(words), "#fff");
    expect(Buffer.from(png.subarray(1, 4)).toString()).toBe("PNG");
    const view = new DataView(png.buffer, png.byteOffset);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([120, 40]);
    // Words of one kind of letters differ from those of another: neither is blank, nor a row of boxes.
    expect(Buffer.compare(png, draw(SVG(""), "#fff"))).not.toBe(0);
    expect(Buffer.compare(draw(SVG("费"), "#fff"), draw(SVG("用"), "#fff")) === 0).toBe(words === "cost");
  });
});
