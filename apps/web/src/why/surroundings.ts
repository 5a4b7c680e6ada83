import { signal } from "@preact/signals";

/** What the reader's system asks for: dark colours, no movement. */
export const dark = signal(false);
export const still = signal(false);

function follow(query: string, to: typeof dark): void {
  const asked = matchMedia(query);
  to.value = asked.matches;
  asked.addEventListener("change", () => (to.value = asked.matches));
}

export function followSystem(): void {
  follow("(prefers-color-scheme: dark)", dark);
  follow("(prefers-reduced-motion: reduce)", still);
}
