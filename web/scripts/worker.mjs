// Writes `sw.js` beside the built dashboard: the worker with the names of the files it keeps.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files beside the screens: what the page itself names. */
const beside = /^(theme\.js|manifest\.webmanifest|icon\.svg|icon-.*\.png|apple-touch-icon\.png)$/;

/** The built files a device keeps, as paths of the site. Fonts come with them: Hebrew without its font is another design. */
function files(folder) {
  const assets = readdirSync(join(folder, "assets")).map((name) => `/assets/${name}`);
  const others = readdirSync(folder).filter((name) => beside.test(name));
  return ["/index.html", ...others.map((name) => `/${name}`), ...assets].sort();
}

export function serviceWorker(source) {
  return {
    name: "service-worker",
    apply: "build",
    writeBundle({ dir }) {
      const kept = files(dir);
      const hash = createHash("sha256");
      for (const path of kept) hash.update(path).update(readFileSync(join(dir, path)));
      const version = JSON.stringify(hash.digest("hex").slice(0, 16));
      // Web push, when the dashboard has it, is a worker's matter too: a site has one worker.
      const push = existsSync(join(dir, "push-worker.js")) ? 'importScripts("/push-worker.js");\n' : "";
      const head = `const VERSION = ${version};\nconst FILES = ${JSON.stringify(kept)};\n${push}`;
      writeFileSync(join(dir, "sw.js"), head + readFileSync(source, "utf8"));
    },
  };
}
