// Screenshots of the mock app: `npm run dev:mock -- --port 5199` first, then `node dev/shots.mjs OUT_DIR`.
import { chromium } from "playwright-core";

const out = process.argv[2] ?? "shots";
const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags.split(" ") });
const pages = {
  login: "/login",
  home: "/",
  call: "/calls/CA1?t=4.2",
  lead: "/leads/l1",
  leads: "/leads",
  meetings: "/meetings",
  prompts: "/prompts",
  system: "/system",
};
for (const [width, colorScheme] of [
  [390, "light"],
  [1280, "dark"],
]) {
  const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
  page.on("pageerror", (error) => console.error(error.message));
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(`http://localhost:5199${path}`, { waitUntil: "load" });
    await page.waitForTimeout(700);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) console.error(`${name} ${width}: ${wide}px too wide`);
    await page.screenshot({ path: `${out}/${name}-${width}-${colorScheme}.png` });
  }
}
await browser.close();
