import pico from "picocolors";

/** Emphasis, or none where colour isn't wanted. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

export function paint(color: boolean): Paint {
  const { bold, dim } = pico.createColors(color);
  return { bold, dim };
}
