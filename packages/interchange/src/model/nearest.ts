const LONGEST = 100;

/** Changes of one character that lead from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** At most three of `names` that were probably meant, best first. */
export function nearestNames(word: string, names: readonly string[]): readonly string[] {
  const asked = word.slice(0, LONGEST).toLowerCase();
  const scored: { name: string; score: number }[] = [];
  for (const name of names) {
    const other = name.slice(0, LONGEST).toLowerCase();
    const tail = other.slice(other.lastIndexOf("/") + 1);
    const score = Math.min(distance(asked, other), distance(asked, tail));
    const inside = asked.length >= 4 && (other.includes(asked) || asked.includes(tail));
    if (inside || score <= Math.max(1, Math.floor(asked.length / 3))) scored.push({ name, score: inside ? Math.min(score, 2) : score });
  }
  return scored
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map((s) => s.name);
}
