declare const OUTLAY_VERSION: string | undefined;

/** Written in when the command is bundled; sources that are run as they are have none. */
export const VERSION: string = typeof OUTLAY_VERSION === "string" ? OUTLAY_VERSION : "source";
