import { DARK, type Drawing, drawing, LIGHT, type Look, type Picture, svgOf } from "@outlay/charts";
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { language, useSay } from "../language.ts";
import { Opening } from "../shell/opening.tsx";
import { saveBlob, saveFile } from "../shell/save.ts";
import { pngOf } from "./png.ts";
import { dark } from "./surroundings.ts";

/** Before the page knows how wide the picture may be. */
const WIDTH = 640;

/** Milliseconds from an answer to its pictures, where there were some before. */
const SETTLE = 100;

interface ChartProps {
  readonly id: string;
  readonly title: string;
  /** Null: there is nothing to draw, and `none` says why. */
  readonly draw: (look: Look) => Picture | null;
  readonly none?: string;
  readonly onPick?: (id: string) => void;
  /** What stands between the picture and its table. */
  readonly below?: ComponentChildren;
}

function Twin({ picture }: { readonly picture: Picture }): JSX.Element {
  const { head, rows } = picture.table;
  return (
    <div class="scroll" tabIndex={0} role="group">
      <table>
        <thead>
          <tr>
            {head.map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], i) => (
            // biome-ignore lint: rows have no other name
            <tr key={`${i} ${name ?? ""}`}>
              <th scope="row">{name}</th>
              {cells.map((c, k) => (
                <td key={head[k + 1]}>{c}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A picture with what it says in words above it and its figures as a table below. */
export function Chart({ id, title, draw, none = "", onPick, below }: ChartProps): JSX.Element {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(WIDTH);
  /** Pictures that nobody sees yet are drawn when they come near. */
  const near = useSignal(false);
  const unsaved = useSignal(false);
  const chart = useRef<Drawing | null>(null);
  const look: Look = { language: language.value, theme: dark.value ? DARK : LIGHT, width: width.value };
  const picture = draw(look);
  const seen = near.value;
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const sized = new ResizeObserver(([entry]) => {
      const wide = Math.floor(entry?.contentRect.width ?? 0);
      if (wide > 0) width.value = wide;
    });
    sized.observe(element);
    const coming = new IntersectionObserver((entries) => (near.value = entries.some((e) => e.isIntersecting)), { rootMargin: "300px" });
    coming.observe(element);
    return () => {
      sized.disconnect();
      coming.disconnect();
      chart.current?.close();
      chart.current = null;
    };
  }, [picture === null]);
  useEffect(() => {
    const element = box.current;
    if (!element || !picture || !seen) return undefined;
    const size = { width: width.value, height: picture.height };
    const draw = (): void => {
      chart.current ??= drawing(element, size, (of) => pick.current?.(of));
      chart.current.show(picture, size);
    };
    // The answer's words come first, and while somebody types only the last picture is drawn.
    const timer = setTimeout(draw, chart.current ? SETTLE : 0);
    return () => clearTimeout(timer);
  });
  const savePng = async (of: Picture): Promise<void> => {
    unsaved.value = false;
    try {
      const size = { width: width.value, height: of.height, paper: look.theme.paper };
      saveBlob(`outlay-${id}.png`, await pngOf(svgOf(of, width.value, id), size));
    } catch {
      unsaved.value = true;
    }
  };
  return (
    <figure class="chart" id={id}>
      <h3>{title}</h3>
      {picture === null ? (
        <p>{none}</p>
      ) : (
        <>
          <figcaption>{picture.summary}</figcaption>
          <div ref={box} class="canvas" role="img" aria-label={picture.summary} style={{ height: `${picture.height}px` }} />
          {below}
          <Opening
            class="twin"
            summary={say("page.as-table")}
            inside={() => (
              <>
                <Twin picture={picture} />
                <button type="button" class="quiet" onClick={() => void savePng(picture)}>
                  {say("page.save-png")}
                </button>
                <button
                  type="button"
                  class="quiet"
                  onClick={() => saveFile(`outlay-${id}.svg`, "image/svg+xml", svgOf(picture, width.value, id))}
                >
                  {say("page.save-svg")}
                </button>
                <span role="status">{unsaved.value ? say("page.no-png") : ""}</span>
              </>
            )}
          />
        </>
      )}
    </figure>
  );
}
