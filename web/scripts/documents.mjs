// The dashboard's GraphQL documents, found in its sources: the build gives each a name (its SHA-256), and the server, which embeds
// `documents.json`, knows them by it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatDocument, stringifyDocument } from "@urql/core";
import { initGraphQLTada } from "gql.tada";

const graphql = initGraphQLTada();
const declaration = /const (\w+) = graphql\(\s*`([^`]*)`,?\s*(?:\[([^\]]*)\],?\s*)?\)/g;

/** Every `const Name = graphql(text, fragments)` under a folder. */
function declared(folder) {
  const found = new Map();
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.tsx?$/.test(file));
  for (const file of files.sort().filter((file) => !/^(gql|test)[/\\]/.test(file))) {
    const source = readFileSync(join(folder, file), "utf8");
    const here = Array.from(source.matchAll(declaration));
    const calls = source.match(/\bgraphql\(/g)?.length ?? 0;
    if (here.length !== calls)
      throw new Error(`${file}: ${calls} documents, of which ${here.length} can be read`);
    for (const [, name, text, fragments] of here) {
      const uses = (fragments ?? "").match(/\w+/g) ?? [];
      const other = found.get(name);
      if (other && other.text !== text) throw new Error(`${file} and ${other.file} both declare ${name}`);
      found.set(name, { file, text, uses });
    }
  }
  return found;
}

/** Every operation as it is to be answered, by its name: fragments put in and type names asked for, as the cache needs. */
export function documents(folder) {
  const found = declared(folder);
  const made = new Map();
  const make = (name) => {
    if (!found.has(name)) throw new Error(`nobody declares the fragment ${name}`);
    const { text, uses } = found.get(name);
    if (!made.has(name)) made.set(name, graphql(text, uses.map(make)));
    return made.get(name);
  };
  const operations = new Map();
  for (const name of found.keys()) {
    const document = make(name);
    const operation = document.definitions.find(({ kind }) => kind === "OperationDefinition");
    if (!operation) continue;
    const called = operation.name?.value;
    if (!called || operations.has(called))
      throw new Error(`${name}: operations need names of their own, not ${called}`);
    operations.set(called, stringifyDocument(formatDocument(document)));
  }
  return operations;
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Gives the built dashboard the names, and the server the texts. */
export function namedDocuments(folder) {
  const id = "virtual:documents";
  let building = false;
  return {
    name: "named-documents",
    configResolved(config) {
      building = config.command === "build" && config.mode === "production";
    },
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined;
      const names = building ? Array.from(documents(folder), ([name, text]) => [name, sha256(text)]) : [];
      return `export const names = ${JSON.stringify(Object.fromEntries(names))};`;
    },
    generateBundle() {
      if (!building) return;
      const texts = Array.from(documents(folder).values()).sort();
      this.emitFile({ type: "asset", fileName: "documents.json", source: JSON.stringify(texts) });
    },
  };
}
