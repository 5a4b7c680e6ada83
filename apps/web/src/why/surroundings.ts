import { signal } from "@preact/signals";

/** Whether the reader's system asks for dark colours. Nothing moves, whatever it asks for. */
export const dark = signal(false);

export function followSystem(): void {
  const asked = matchMedia("(prefers-color-scheme: dark)");
  dark.value = asked.matches;
  asked.addEventListener("change", () => (dark.value = asked.matches));
}
