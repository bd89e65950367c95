// Physical left/right utilities break the right-to-left layout: only logical ones (ms-, ps-, start-, text-start) pass.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const physical =
  /(?<![\w-])-?(?:m[lr]|p[lr]|left|right|scroll-m[lr]|scroll-p[lr])-(?:\d|px|auto|\[|\(|full)|(?<![\w-])(?:text-(?:left|right)|float-(?:left|right)|clear-(?:left|right)|border-[lr](?:-|\b)|rounded-(?:l|r|tl|tr|bl|br)(?:-|\b))/g;
const css = /\b(?:margin|padding|border)-(?:left|right)\b|^\s*(?:left|right)\s*:/gm;

const files = readdirSync("src", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
let bad = 0;
for (const file of files) {
  const rule = file.endsWith(".css") ? css : /\.tsx?$/.test(file) ? physical : null;
  if (!rule) continue;
  readFileSync(file, "utf8")
    .split("\n")
    .forEach((line, index) => {
      for (const [found] of line.matchAll(rule)) {
        console.error(`${file}:${index + 1}: physical direction "${found.trim()}"; use the logical form`);
        bad += 1;
      }
    });
}
process.exit(bad ? 1 : 0);
