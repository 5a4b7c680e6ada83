/** What is wrong with a data file: where it stands, what stands there, and what may. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly allowed: string;
}

const LONGEST = 120;

export function problemText(p: Problem): string {
  const value = p.value.length > LONGEST ? `${p.value.slice(0, LONGEST)}...` : p.value;
  return `${p.file}:${p.line} ${p.column}: ${JSON.stringify(value)} is not allowed; expected ${p.allowed}`;
}
