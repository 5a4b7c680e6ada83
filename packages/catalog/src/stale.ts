const DAY = 86_400_000;
const OLD_DAYS = 30;

/** First moment of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null for anything else. */
function startOf(date: string): number | null {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(date);
  if (!parts) return null;
  const at = Date.UTC(Number(parts[1]), Number(parts[2] ?? 1) - 1, Number(parts[3] ?? 1));
  return Number.isNaN(at) ? null : at;
}

/** True for a price older than 30 days, undated, or dated to no single month or year. Months and years count from their start. */
export function isStale(asOf: string | null, today: string): boolean {
  const then = asOf === null ? null : startOf(asOf);
  const now = startOf(today);
  return then === null || now === null || now - then > OLD_DAYS * DAY;
}
