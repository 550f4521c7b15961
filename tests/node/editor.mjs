// Reads {"schemas": {name: schema}, "documents": [[name, text], …]} and writes what the JSON service of VS Code says
// of each document: the messages of its problems and, where the text has a | in it, what is offered and told there.
// Usage: node editor.mjs < question.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// The service is looked up from the current folder, where it was installed.
const require = createRequire(join(process.cwd(), "index.js"));
const { getLanguageService, TextDocument } = require("vscode-json-languageservice");
const { schemas, documents } = JSON.parse(readFileSync(0, "utf8"));
const service = getLanguageService({
  schemaRequestService: (address) => Promise.reject(`nothing is to be fetched, and ${address} was`),
});
// What `json.schemas` in the settings of VS Code comes to.
service.configure({
  schemas: Object.entries(schemas).map(([name, schema]) => ({
    fileMatch: [`/${name}/*.json`],
    uri: `file:///.vscode/${name}.schema.json`,
    schema,
  })),
});

async function told(name, marked) {
  const at = marked.indexOf("|");
  const text = at < 0 ? marked : marked.slice(0, at) + marked.slice(at + 1);
  const document = TextDocument.create(`file:///${name}/a.json`, "json", 1, text);
  const parsed = service.parseJSONDocument(document);
  const problems = (await service.doValidation(document, parsed)).map((problem) => problem.message);
  if (at < 0) return { problems };
  const position = document.positionAt(at);
  const offered = (await service.doComplete(document, position, parsed)).items.map((item) => [item.label, item.insertText]);
  const hover = await service.doHover(document, position, parsed);
  return { problems, offered: Object.fromEntries(offered), hover: hover === null ? null : hover.contents.join("\n") };
}

const answers = [];
for (const [name, text] of documents) answers.push(await told(name, text));
process.stdout.write(JSON.stringify(answers));
