// Reads [[schema id, payload], …] and the schemas, and writes what ajv, in its strict mode, says of each payload.
// Usage: node verdicts.mjs SCHEMA_FOLDER < pairs.json
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// ajv is looked up from the current folder, where it was installed.
const require = createRequire(join(process.cwd(), "index.js"));
const Ajv2020 = require("ajv/dist/2020").default;
const folder = process.argv[2];
// Values of two types (a number, or its digits) are what the protocol has; keys that `required` names may be
// described in another branch of the same schema.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
for (const name of readdirSync(folder)) {
  if (name.endsWith(".json")) ajv.addSchema(JSON.parse(readFileSync(join(folder, name), "utf8")));
}
const pairs = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(pairs.map(([id, payload]) => ajv.getSchema(id)(payload))));
