import type { ComponentChild, ComponentChildren } from "preact";

/** A text whose placeholders are filled with elements. */
export function rich(template: string, parts: Readonly<Record<string, ComponentChild>>): ComponentChildren {
  return template.split(/(\{\w+\})/).map((piece) => {
    const [, name] = /^\{(\w+)\}$/.exec(piece) ?? [];
    return name !== undefined && name in parts ? parts[name] : piece;
  });
}
