import { widthOf } from "./width.ts";

const GIB = 2 ** 30;

export function gib(bytes: number): string {
  if (bytes > 0 && bytes < 0.1 * GIB) return `${Math.max(1, Math.round(bytes / 2 ** 20))} MiB`;
  const value = bytes / GIB;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} GiB`;
}

/** Bytes by powers of a thousand, as disks and prices count them. */
export function gb(bytes: number): string {
  const scales = [
    [1e12, "TB"],
    [1e9, "GB"],
    [1e6, "MB"],
  ] as const;
  for (const [scale, name] of scales) if (bytes >= scale) return `${Number((bytes / scale).toPrecision(3))} ${name}`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}

function scaled(n: number, [small, plain, large]: readonly [string, string, string]): string {
  if (n >= 10_000) return `${threeDigits(n / 1000)} ${large}`;
  return n >= 1 || n === 0 ? `${threeDigits(n)} ${plain}` : `${threeDigits(n * 1000)} ${small}`;
}

function threeDigits(n: number): string {
  return n >= 1000 ? grouped(n, 0) : String(Number(n.toPrecision(3)));
}

/** 420 Wh, 1.52 kWh, 12.3 MWh. */
export function kwh(n: number): string {
  return scaled(n, ["Wh", "kWh", "MWh"]);
}

/** 80 g, 1.2 kg, 31.2 t. */
export function kg(n: number): string {
  return scaled(n, ["g", "kg", "t"]);
}

/** 12,345.6 of 12345.6. Written out: a number format of the platform's takes 20 ms to make. */
export function withCommas(decimal: string): string {
  return decimal.replace(/^-?\d+/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ","));
}

function grouped(n: number, digits: number): string {
  return withCommas(n.toFixed(digits));
}

export function usd(amount: number): string {
  if (amount !== 0 && Math.abs(amount) < 0.1) return `$${amount.toPrecision(2)}`;
  return `$${grouped(amount, Math.abs(amount) < 1000 ? 2 : 0)}`;
}

/** 38 s, 24 min, 3 h 20 min, 12 days. */
export function time(seconds: number): string {
  if (seconds < 1) return `${(seconds * 1000).toPrecision(3)} ms`;
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) {
    const minutes = Math.round(seconds / 60);
    const rest = minutes % 60;
    return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
  }
  return `${grouped(seconds / 86_400, seconds < 30 * 86_400 ? 1 : 0)} days`;
}

export function percent(share: number): string {
  const value = share * 100;
  return `${value !== 0 && value < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** 7.24 B, 12.3 M, 512. */
export function count(n: number): string {
  const scales: readonly (readonly [number, string])[] = [
    [1e12, " T"],
    [1e9, " B"],
    [1e6, " M"],
    [1e4, " k"],
  ];
  for (const [scale, name] of scales) if (n >= scale) return `${Number((name === " k" ? n / 1e3 : n / scale).toPrecision(3))}${name}`;
  return grouped(n, Number.isInteger(n) ? 0 : n < 10 ? 2 : 0);
}

/** 15,360. */
export function whole(n: number): string {
  return grouped(n, 0);
}

export function quantity(n: number): string {
  if (n !== 0 && Math.abs(n) < 0.01) return n.toPrecision(2);
  return grouped(n, Math.abs(n) < 100 ? 2 : 0);
}

export type Align = "left" | "right";

function pad(text: string, width: number, align: Align): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + space : space + text;
}

/** Rows as columns, aligned by display width so that East Asian text lines up. */
export function columns(rows: readonly (readonly string[])[], align: readonly Align[], indent = "  "): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
  return rows
    .map(
      (row) =>
        indent +
        row
          .map((cell, i) => pad(cell, widths[i] ?? 0, align[i] ?? "left"))
          .join("  ")
          .trimEnd(),
    )
    .join("\n");
}

const CJK = String.raw`\u3000-\u9fff\uff00-\uffef`;
const CLOSING = "[，。；：、）」！？)]*";
/** What a line may break between: words and single Chinese letters, closing marks with what they close. */
const PIECES = new RegExp(`（?[${CJK}]${CLOSING}|[^\\s${CJK}]+${CLOSING}|[ ]+`, "g");
/** A number and its unit stay on one line. */
const UNIT_GAP = /(?<=\d) (?=(?:[kMGT]i?B?|[kM]?Wh|W|kg|t|B|%|s|ms|min|h|days)(?![\p{L}\d]))/gu;

/** Stands for a gap that no line breaks at; of the private range, so that no text has it. */
const GLUE = "\ue000";

/** Words wrapped to a width, every line indented. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.replaceAll(UNIT_GAP, GLUE).match(PIECES) ?? []) {
    const blank = piece.trim() === "";
    if (!blank && line !== "" && widthOf(indent + line + piece) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    if (!blank || line !== "") line += piece;
  }
  return [...lines, line.trimEnd()].map((l) => indent + l.replaceAll(GLUE, " ")).join("\n");
}

/** Labels with text beside them, wrapped under itself. */
export function hanging(rows: readonly (readonly [string, string])[], width: number): string {
  const label = Math.max(...rows.map(([name]) => widthOf(name)));
  const indent = " ".repeat(label + 4);
  return rows.map(([name, text]) => `  ${pad(name, label, "left")}  ${wrap(text, width, indent).slice(indent.length)}`).join("\n");
}

/** Items on lines of a width, none broken. */
export function wrapItems(items: readonly string[], width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    const longer = line === "" ? item : `${line}   ${item}`;
    if (line !== "" && widthOf(indent + longer) > width) {
      lines.push(indent + line);
      line = item;
    } else line = longer;
  }
  return [...lines, indent + line].join("\n");
}

export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = text;
  while (cut.length > 0 && widthOf(cut) > width - 1) cut = cut.slice(0, -1);
  return `${cut}…`;
}

const NARROWEST = 8;

/**
 * Rows whose columns, two spaces between them, keep to a width: the named columns give way, the first of them first, down to
 * a few letters each. What still doesn't fit runs over.
 */
export function fitted(rows: readonly (readonly string[])[], width: number, ...giving: readonly number[]): readonly (readonly string[])[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
  let over = widths.reduce((sum, w) => sum + w + 2, -2) - width;
  for (const i of giving) {
    const cut = Math.min(over, Math.max(0, (widths[i] ?? 0) - NARROWEST));
    if (cut <= 0) continue;
    widths[i] = (widths[i] ?? 0) - cut;
    over -= cut;
  }
  return rows.map((row) => row.map((cell, i) => (giving.includes(i) ? shorten(cell, widths[i] ?? 0) : cell)));
}
