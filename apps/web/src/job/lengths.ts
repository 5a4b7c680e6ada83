import type { MeasuredData } from "@outlay/schema";

/** Measured lengths as a short text: distances between the sorted lengths, in base 36, with how often each comes. */
function packedLengths(sorted: readonly number[]): string {
  const runs: string[] = [];
  let [before, distance, times] = [0, -1, 0];
  const end = (): void => {
    if (times > 0) runs.push(times === 1 ? distance.toString(36) : `${distance.toString(36)}*${times.toString(36)}`);
  };
  for (const length of sorted) {
    if (length - before === distance) times += 1;
    else {
      end();
      [distance, times] = [length - before, 1];
    }
    before = length;
  }
  end();
  return runs.join(".");
}

const MOST_LENGTHS = 10_000;

function unpackedLengths(text: string): readonly number[] | null {
  const sorted: number[] = [];
  let at = 0;
  for (const run of text === "" ? [] : text.split(".")) {
    const [distance = "", times = "1"] = run.split("*");
    const [step, count] = [Number.parseInt(distance, 36), Number.parseInt(times, 36)];
    if (!(step >= 0) || !(count >= 1) || sorted.length + count > MOST_LENGTHS) return null;
    for (let i = 0; i < count; i++) {
      at += step;
      sorted.push(at);
    }
  }
  return sorted;
}

/** Measured data for a link: the file itself stays where it is. */
export function packedData({ samples, lengths, bytes, source }: MeasuredData): string {
  const { mean, longest, uncertainty, sorted } = lengths;
  return [samples, mean, longest, uncertainty, bytes, packedLengths(sorted), source].join("_");
}

export function unpackedData(text: string): MeasuredData | null {
  const [samples, mean, longest, uncertainty, bytes, packed, ...source] = text.split("_");
  const numbers = [samples, mean, longest, uncertainty, bytes].map((n) => (n === undefined || n === "" ? Number.NaN : Number(n)));
  const sorted = packed === undefined ? null : unpackedLengths(packed);
  const [s = 0, m = 0, l = 0, u = 0, b = 0] = numbers;
  if (!sorted || numbers.some((n) => !Number.isFinite(n) || n < 0) || s < 1 || m <= 0 || l < 1) return null;
  return { samples: s, lengths: { sorted, mean: m, longest: l, uncertainty: u }, bytes: b, source: source.join("_") };
}
