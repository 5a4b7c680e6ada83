/** A number with its thousands: 12M, 1.4T, 3_000, 1e9. */
const SCALES: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, b: 1e9, g: 1e9, t: 1e12 };
const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  pb: 1e15,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  pib: 2 ** 50,
};
const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  week: 604_800,
  weeks: 604_800,
};
const NUMBER = String.raw`(\d+(?:[_,]\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)`;
const MOST_TEXT = 60;

function finite(n: number): number | null {
  return Number.isFinite(n) ? n : null;
}

function plain(text: string): number {
  return Number(text.replaceAll(/[_,]/g, ""));
}

function scaled(value: unknown, units: Readonly<Record<string, number>>, fallback: string | null): number | null {
  if (typeof value === "number") return fallback === null ? null : finite(value * (units[fallback] ?? 1));
  if (typeof value !== "string" || value.length > MOST_TEXT) return null;
  const match = new RegExp(`^\\s*${NUMBER}\\s*([a-z]*)\\s*$`, "i").exec(value);
  if (!match) return null;
  const unit = (match[2] ?? "").toLowerCase();
  const scale = unit === "" ? (fallback === null ? undefined : units[fallback]) : units[unit];
  return scale === undefined ? null : finite(plain(match[1] ?? "") * scale);
}

/** 12M, 1.4T, 3000, "4k tokens". */
export function parseCount(value: unknown): number | null {
  const short = typeof value === "string" && value.length <= MOST_TEXT;
  const bare = short ? value.replace(/\s*(tokens?|samples?|steps?|sequences?|gpus?)\s*$/i, "") : value;
  return scaled(bare, SCALES, "");
}

/** 80GB, 80 GiB. A bare number is bytes. */
export function parseBytes(value: unknown): number | null {
  return scaled(value, BYTES, "b");
}

/** 3h, 2 days, 90min, "1h 30m". A bare number is hours. */
export function parseDuration(value: unknown): number | null {
  if (typeof value === "string" && value.length <= MOST_TEXT) {
    const pieces = value.trim().match(/^(\d+(?:\.\d+)?)\s*h\s*(\d+(?:\.\d+)?)\s*m(?:in)?$/i);
    if (pieces) return finite(Number(pieces[1]) * 3600 + Number(pieces[2]) * 60);
  }
  return scaled(value, SECONDS, "h");
}

const MASSES: Readonly<Record<string, number>> = { g: 1e-3, kg: 1, t: 1e3, tonnes: 1e3, tons: 1e3 };

/** 5kg, 500 g, 2t, 2 kgCO2e. In kilograms; so is a bare number. */
export function parseCarbon(value: unknown): number | null {
  if (typeof value !== "string") return parseCount(value);
  if (value.length > MOST_TEXT) return null;
  const mass = /^\s*(\d[\d.,_]*(?:e[+-]?\d+)?)\s*(kg|g|t|tonnes|tons)\s*(?:co2e?)?\s*$/i.exec(value);
  const amount = mass && parseCount(mass[1]);
  const scale = MASSES[(mass?.[2] ?? "").toLowerCase()];
  return amount === null || scale === undefined ? parseCount(value) : finite(amount * scale);
}

/** $500, 500 USD, 1.5k. */
export function parseMoney(value: unknown): number | null {
  if (typeof value !== "string") return parseCount(value);
  if (value.length > MOST_TEXT) return null;
  const bare = value.replace(/^\s*(\$|usd)\s*/i, "").replace(/\s*(usd|dollars?|\$)\s*$/i, "");
  return parseCount(bare);
}

/** 25 %, 0.25. As a fraction. */
export function parseFraction(value: unknown): number | null {
  if (typeof value === "string" && value.length <= MOST_TEXT) {
    const percent = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(value);
    if (percent) return finite(Number(percent[1]) / 100);
  }
  return parseCount(value);
}

export interface CountRange {
  readonly min: number;
  readonly max: number;
}

export const MOST_GPUS = 32_768;

/** 8, 1..8, 2-16, ">=4", "<=8". */
export function parseRange(value: unknown): CountRange | null {
  const whole = (n: number | null): n is number => n !== null && Number.isInteger(n) && n >= 1 && n <= MOST_GPUS;
  if (typeof value === "number") return whole(value) ? { min: value, max: value } : null;
  if (typeof value !== "string" || value.length > MOST_TEXT) return null;
  const text = value.trim();
  const span = /^(\d+)\s*(?:\.\.|-|to)\s*(\d+)$/.exec(text);
  if (span) {
    const [min, max] = [Number(span[1]), Number(span[2])];
    return whole(min) && whole(max) && min <= max ? { min, max } : null;
  }
  const bound = /^(>=|<=|>|<)\s*(\d+)$/.exec(text);
  if (bound) {
    const n = Number(bound[2]);
    const [min, max] = bound[1] === ">=" ? [n, MOST_GPUS] : bound[1] === ">" ? [n + 1, MOST_GPUS] : bound[1] === "<=" ? [1, n] : [1, n - 1];
    return whole(min) && whole(max) && min <= max ? { min, max } : null;
  }
  const single = parseCount(text);
  return whole(single) ? { min: single, max: single } : null;
}
