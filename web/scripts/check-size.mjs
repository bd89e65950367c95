// The JavaScript a first visit loads (entry and its static imports), compressed, must stay within the budget.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const budget = 200_000;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const seen = new Set();
const walk = (key) => {
  if (seen.has(key)) return;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) walk(next);
};
walk(entry);
// The home page is what most people open first: its own chunk counts too.
walk("src/routes/home.tsx");
let gzip = 0;
let brotli = 0;
for (const key of seen) {
  const body = readFileSync(`dist/${manifest[key].file}`);
  gzip += gzipSync(body, { level: 9 }).length;
  brotli += brotliCompressSync(body).length;
}
console.log(`first load: ${(gzip / 1000).toFixed(1)} kB gzip, ${(brotli / 1000).toFixed(1)} kB brotli`);
if (gzip > budget) {
  console.error(`over the budget of ${budget / 1000} kB`);
  process.exit(1);
}
