import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";

interface DropProps {
  readonly id?: string;
  readonly accept: string;
  readonly label: string;
  readonly hint: string;
  /** What is being done with a file; null: nothing. */
  readonly busy?: string | null;
  readonly onFile: (file: File) => void;
  readonly children?: ComponentChildren;
}

/** A place for a file: drop it, or choose it. */
export function Drop({ id, accept, label, hint, busy = null, onFile, children }: DropProps): JSX.Element {
  const over = useSignal(false);
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  return (
    <div
      class="drop"
      data-over={over.value ? "" : undefined}
      onDragOver={(e) => {
        e.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(e) => {
        e.preventDefault();
        over.value = false;
        take(e.dataTransfer?.files);
      }}
    >
      <label>
        <span>{label}</span>
        <input
          type="file"
          id={id}
          accept={accept}
          onChange={(e) => {
            take(e.currentTarget.files);
            e.currentTarget.value = "";
          }}
        />
      </label>
      <small>{hint}</small>
      <small class="doing" role="status">
        {busy}
      </small>
      {children}
    </div>
  );
}
