// Regenerates the GraphQL types and fails when the checked-in file differs from the schema.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const file = "src/gql/graphql-env.d.ts";
const before = readFileSync(file, "utf8");
execFileSync("npx", ["gql.tada", "generate-output"], { stdio: "inherit" });
if (readFileSync(file, "utf8") !== before) {
  console.error(`${file} was stale; it is regenerated: commit it.`);
  process.exit(1);
}
