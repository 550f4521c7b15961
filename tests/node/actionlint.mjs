// Lints the workflow in each file that is named, and writes what is found: [[file, line, message], …].
// Usage: node actionlint.mjs FILE…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// actionlint, which is compiled to WebAssembly, is looked up from the current folder, where it was installed.
const require = createRequire(join(process.cwd(), "index.js"));
const { createLinter } = await import(pathToFileURL(require.resolve("actionlint")).href);
const lint = await createLinter();
const found = process.argv.slice(2).flatMap((file) =>
  lint(readFileSync(file, "utf8"), file).map((problem) => [file, problem.line, problem.message]),
);
process.stdout.write(JSON.stringify(found));
