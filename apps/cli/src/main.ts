import { EXIT } from "./exit.ts";
import { VERSION } from "./version.ts";

// A reader that has seen enough (`| head`) ends the command without a word; nothing can be said to it anyway.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.ok);
    throw error;
  });
}

const [first, ...rest] = process.argv.slice(2);
// The version is answered without loading the parser of command lines.
if (rest.length === 0 && (first === "--version" || first === "-V")) process.stdout.write(`${VERSION}\n`);
else {
  const [{ run }, { processIo }] = await Promise.all([import("./program.ts"), import("./process-io.ts")]);
  process.exitCode = await run(process.argv.slice(2), processIo());
}
