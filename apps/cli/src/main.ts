declare const OUTLAY_VERSION: string;

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const [first, ...rest] = process.argv.slice(2);
// The version is answered without loading the parser of command lines.
if (rest.length === 0 && (first === "--version" || first === "-V")) process.stdout.write(`${OUTLAY_VERSION}\n`);
else process.exitCode = await (await import("./program.ts")).runProcess(process.argv.slice(2));
