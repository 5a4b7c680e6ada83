import type { Issue } from "@outlay/engine";
import { nearest, shown } from "@outlay/schema";

export type Options = Readonly<Record<string, unknown>>;

interface Kind<T> {
  readonly parse: (value: unknown) => T | null;
  readonly code: string;
}

const flagOf = (key: string): string => `--${key.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

/** The filters of a list as they were typed; what can't be read is told. */
export class Filters {
  readonly issues: Issue[] = [];
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  private tell(code: string, path: string, values: Issue["values"]): void {
    this.issues.push({ code, severity: "error", path, values });
  }

  text(key: string): string | undefined {
    const given = this.options[key];
    return typeof given === "string" ? given : undefined;
  }

  amount(key: string, { parse, code }: Kind<number>): number | undefined {
    const given = this.options[key];
    if (given === undefined) return undefined;
    const value = parse(given);
    if (value !== null && value > 0) return value;
    this.tell(code, flagOf(key), { value: shown(given) });
    return undefined;
  }

  /** One of some names; `code` with `-near` is its message where another is near. */
  oneOf(key: string, known: readonly string[], code: string): string | undefined {
    const given = this.text(key);
    if (given === undefined || known.includes(given.toLowerCase())) return given?.toLowerCase();
    const near = nearest(given, known);
    const values = { value: given, allowed: known.join(", ") };
    if (near === null) this.tell(code, flagOf(key), values);
    else this.tell(`${code}-near`, flagOf(key), { ...values, nearest: near });
    return undefined;
  }

  ordered(least: string, most: string, values: readonly [number | undefined, number | undefined]): void {
    const [min, max] = values;
    if (min === undefined || max === undefined || min <= max) return;
    this.tell("job.wrong-order", flagOf(least), { value: this.text(least) ?? "", other: flagOf(most), allowed: this.text(most) ?? "" });
  }

  also(found: Issue | null): void {
    if (found) this.issues.push(found);
  }
}
