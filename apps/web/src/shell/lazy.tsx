import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useSay } from "../language.ts";

interface LazyProps {
  readonly load: () => Promise<ComponentType>;
  /** Room that is kept while it loads, in CSS. */
  readonly height: string;
}

/** A part of the page whose code comes after the answer. */
export function Lazy({ load, height }: LazyProps): JSX.Element {
  const say = useSay();
  const loaded = useSignal<ComponentType | null>(null);
  const failed = useSignal(false);
  useEffect(() => {
    const fetchPart = async (): Promise<void> => {
      try {
        loaded.value = await load();
      } catch {
        failed.value = true;
      }
    };
    void fetchPart();
  }, []);
  const Part = loaded.value;
  if (Part) return <Part />;
  return (
    <div class="loading" style={{ minHeight: height }}>
      {failed.value ? say("page.part-failed") : ""}
    </div>
  );
}
