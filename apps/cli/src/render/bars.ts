import type { Part } from "@outlay/engine";

const SHADES = ["█", "▓", "▒", "░", "▚", "▞", "▙", "▟", "▛", "▜", "▖"] as const;

export interface Segment {
  readonly id: string;
  readonly value: number;
  readonly glyph: string;
}

/** Parts of a bar with a pattern each, so that they tell apart without colour. */
export function segments(parts: readonly Part[]): readonly Segment[] {
  return parts.map((p, i) => ({ id: p.id, value: p.value, glyph: SHADES[i % SHADES.length] ?? "█" }));
}

/** Segments drawn against a capacity: `·` is free, what passes the capacity is drawn after the wall. */
export function capacityBar(list: readonly Segment[], capacity: number, width: number): string {
  const total = list.reduce((sum, s) => sum + s.value, 0);
  const scale = width / Math.max(capacity, total);
  const cells: string[] = [];
  let upTo = 0;
  for (const s of list) {
    upTo += s.value;
    while (cells.length < Math.round(upTo * scale)) cells.push(s.glyph);
  }
  while (cells.length < width) cells.push("·");
  const wall = Math.round(capacity * scale);
  return wall >= width ? `[${cells.join("")}]` : `[${cells.slice(0, wall).join("")}|${cells.slice(wall).join("")}`;
}

/** A share as a bar of eighths. */
export function shareBar(share: number, width: number): string {
  const eighths = Math.round(share * width * 8);
  const partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8] ?? "";
  return "█".repeat(Math.floor(eighths / 8)) + partial;
}
