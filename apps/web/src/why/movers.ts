import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { moversTo } from "../client.ts";
import type { Asked } from "../engine/answer.ts";
import type { Moved } from "../engine/movers.ts";
import { answeredTo, busySince, plan } from "../state.ts";

/** The answer and its words come first, and somebody who types is answered first. */
const SETTLE = 250;

export type Moving = Moved | "working" | "failed";

interface Of {
  readonly asked: Asked;
  readonly id: string;
  readonly moved: Moved | "failed";
}

const found = signal<Of | null>(null);

/** Asks what moves the plan on the page, once it has settled. */
export function useAskMovers(): void {
  const [asked, id, busy] = [answeredTo.value, plan.value?.id ?? null, busySince.value !== null];
  useEffect(() => {
    const known = found.peek();
    if (!asked || id === null || busy || (known?.asked === asked && known.id === id)) return undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      const moved = await moversTo(asked, id).catch(() => "failed" as const);
      if (current && moved) found.value = { asked, id, moved };
    };
    const timer = setTimeout(() => void ask(), SETTLE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked, id, busy]);
}

/** What moves the plan on the page. */
export function movers(): Moving {
  const known = found.value;
  return known && known.asked === answeredTo.value && known.id === plan.value?.id ? known.moved : "working";
}
