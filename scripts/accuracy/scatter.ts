import type { Figure } from "./data.ts";
import { bySource } from "./scores.ts";
import { kindOf, KINDS } from "./sets.ts";

/** Figures of one source that are drawn at most. */
export const MOST_DRAWN = 150;

/** Evenly over the source's order. */
export function drawn(figures: readonly Figure[]): readonly Figure[] {
  return [...bySource(figures).values()].flatMap((list) =>
    list.length <= MOST_DRAWN
      ? list
      : Array.from({ length: MOST_DRAWN }, (_, i) => list[Math.floor((i * list.length) / MOST_DRAWN)] as Figure),
  );
}

interface Mark {
  readonly colour: string;
  /** Path about the point, after a move to it. */
  readonly shape: string;
  readonly filled: boolean;
}

const MARKS: readonly Mark[] = [
  { colour: "#0072b2", shape: "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0", filled: true },
  { colour: "#d55e00", shape: "m-2.5-2.5h5v5h-5z", filled: true },
  { colour: "#009e73", shape: "m0-3.2l3 5.2h-6z", filled: true },
  { colour: "#a3527f", shape: "m0-3.4l3.4 3.4l-3.4 3.4l-3.4-3.4z", filled: true },
  { colour: "#7a6a00", shape: "m-2.6-2.6l5.2 5.2m0-5.2l-5.2 5.2", filled: false },
  { colour: "#222222", shape: "m-3.2 0h6.4m-3.2-3.2v6.4", filled: false },
];

const [WIDTH, HEIGHT] = [760, 600];
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 560, 46, 536];
const BAND = 1.25;

interface Scale {
  readonly low: number;
  readonly high: number;
}

const place = (value: number, s: Scale): number => (Math.log10(value) - s.low) / (s.high - s.low);
const across = (value: number, s: Scale): string => (LEFT + place(value, s) * (RIGHT - LEFT)).toFixed(1);
const down = (value: number, s: Scale): string => (BOTTOM - place(value, s) * (BOTTOM - TOP)).toFixed(1);

function scaleOf(points: readonly (readonly [number, number])[]): Scale {
  const all = points.flat();
  return { low: Math.floor(Math.log10(Math.min(...all)) - 0.02), high: Math.ceil(Math.log10(Math.max(...all)) + 0.02) };
}

function grid(s: Scale): readonly string[] {
  const lines: string[] = [];
  for (let e = s.low; e <= s.high; e++) {
    const value = 10 ** e;
    const [x, y] = [across(value, s), down(value, s)];
    const text = e < 0 ? value.toFixed(-e) : value.toLocaleString("en-US");
    lines.push(`<path d="M${x} ${TOP}V${BOTTOM}M${LEFT} ${y}H${RIGHT}" stroke="#ddd" fill="none"/>`);
    lines.push(
      `<text x="${x}" y="${BOTTOM + 18}" text-anchor="middle">${text}</text><text x="${LEFT - 8}" y="${y}" dy="4" text-anchor="end">${text}</text>`,
    );
  }
  return lines;
}

/** The diagonal, and where the estimate is off by the band's factor. */
function guides(s: Scale): readonly string[] {
  const [a, b] = [10 ** s.low, 10 ** s.high];
  const at = (x: number, y: number): string => `${across(x, s)} ${down(y, s)}`;
  const corners = [at(a, a), at(a, a * BAND), at(b / BAND, b), at(b, b), at(b, b / BAND), at(a * BAND, a)];
  return [
    `<path d="M${corners.join("L")}z" fill="#e8eef5"/>`,
    ...grid(s),
    `<path d="M${at(a, a)}L${at(b, b)}" stroke="#555" fill="none"/>`,
  ];
}

function legend(counts: readonly (readonly [string, Mark, number])[]): readonly string[] {
  return counts.map(([kind, mark, n], i) => {
    const y = TOP + 14 + 24 * i;
    return `<path d="M${RIGHT + 22} ${y}${mark.shape}" ${paint(mark)}/><text x="${RIGHT + 34}" y="${y + 4}">${kind} (${n.toLocaleString("en-US")})</text>`;
  });
}

function paint({ colour, filled }: Mark): string {
  return filled ? `fill="${colour}" fill-opacity=".55"` : `fill="none" stroke="${colour}" stroke-width="1.3"`;
}

export interface Scatter {
  readonly title: string;
  readonly unit: string;
  readonly figures: readonly Figure[];
}

/** Predicted (rows left out) over measured, both on logarithmic axes. */
export function scatter({ title, unit, figures }: Scatter): string {
  const shown = drawn(figures);
  const points = shown.map((f) => [f.target, f.target * Math.exp(f.rowOut)] as const);
  const s = scaleOf(points);
  const kinds = KINDS.map((kind, i) => [kind, MARKS[i] as Mark, shown.filter((f) => kindOf(f) === kind)] as const).filter(
    ([, , list]) => list.length > 0,
  );
  const marks = kinds.map(([, mark, list]) => {
    const path = list.map((f) => `M${across(f.target, s)} ${down(f.target * Math.exp(f.rowOut), s)}${mark.shape}`).join("");
    return `<path d="${path}" ${paint(mark)}/>`;
  });
  const [middle, centre] = [(LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2];
  const inside = shown.filter((f) => Math.abs(f.rowOut) <= Math.log(BAND)).length;
  const sampled = shown.length < figures.length;
  const count = figures.length.toLocaleString("en-US");
  const drawnText = sampled
    ? [`${shown.length} of ${count} figures:`, `at most ${MOST_DRAWN} a source,`, "evenly sampled"]
    : [`all ${count} figures`];
  const notes = [`band: within x/ ${BAND}`, "line: exact", ...drawnText];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title id="t">${title}, predicted and measured</title>`,
    `<desc id="d">Scatter on logarithmic axes of ${shown.length} figures: measured across, predicted with the figure left out of the fit upwards. Colour and shape tell the kind of work. ${inside} of them lie within the band of a factor ${BAND} about the diagonal.</desc>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/><text x="${LEFT}" y="26" font-size="15" font-weight="bold">${title}: predicted with rows left out, and measured</text>`,
    ...guides(s),
    ...marks,
    `<rect x="${LEFT}" y="${TOP}" width="${RIGHT - LEFT}" height="${BOTTOM - TOP}" fill="none" stroke="#555"/>`,
    `<text x="${middle}" y="${BOTTOM + 44}" text-anchor="middle">measured, ${unit}</text>`,
    `<text x="20" y="${centre}" text-anchor="middle" transform="rotate(-90 20 ${centre})">predicted, ${unit}</text>`,
    ...legend(kinds.map(([kind, mark, list]) => [kind, mark, list.length])),
    ...notes.map((text, i) => `<text x="${RIGHT + 14}" y="${BOTTOM - 78 + 18 * i}" fill="#555">${text}</text>`),
    "</svg>\n",
  ].join("\n");
}
