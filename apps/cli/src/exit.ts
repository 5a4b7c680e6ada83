/** Exit codes: what a script can rely on. */
export const EXIT = { ok: 0, crash: 1, badInput: 2, infeasible: 3, overLimit: 4, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
