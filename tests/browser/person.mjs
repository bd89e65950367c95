// A person with a browser (Chromium, headless), for the scripts beside this file: where the server is, signing in, what the page
// complains about, and whether a screen is fit to be read.
//
// The driver and the accessibility checker are development dependencies of the dashboard. Settings: DASHBOARD_URL, SCREENSHOTS, CHROMIUM.
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const fromWeb = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = fromWeb("playwright-core");

export const { DASHBOARD_URL: base, DASHBOARD_PASSWORD: password, SCREENSHOTS: pictures } = process.env;
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
assert(base && password && pictures, "DASHBOARD_URL, DASHBOARD_PASSWORD or SCREENSHOTS is not set");
assert(executablePath, "Chromium was not found: apt-get install chromium, or set CHROMIUM");
mkdirSync(pictures, { recursive: true });

export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

export const launch = () =>
  chromium.launch({
    executablePath,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
  });

/** A page of a person's own: nothing is shared with others. `complaints` fills with what the page complains about. */
export async function visitor(browser, complaints = [], options = {}) {
  const context = await browser.newContext({
    viewport: sizes.desktop,
    locale: "he-IL",
    timezoneId: "Asia/Jerusalem",
    reducedMotion: "reduce",
    // A worker that answers in the server's place would hide what the server does.
    serviceWorkers: "block",
    ...options,
  });
  context.setDefaultTimeout(30_000);
  // Put in ahead of the page's own scripts: its content policy lets no other in later.
  await context.addInitScript({ path: fromWeb.resolve("axe-core/axe.min.js") });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message} at ${page.url()}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/401/.test(message.text())) complaints.push(`console: ${message.text()} at ${page.url()}`);
  });
  return page;
}

export async function signIn(page, email) {
  await page.goto(`${base}/login`);
  await page.getByTestId("login-email").fill(email);
  await page.getByTestId("login-password").fill(password);
  await page.getByTestId("login-submit").click();
  await page.getByTestId("user-menu").waitFor();
}

/** Hebrew, right-to-left in name and in fact, and nothing standing out at the sides. */
export async function fits(page, where) {
  const seen = await page.evaluate(() => ({
    document: document.dir,
    language: document.documentElement.lang,
    computed: getComputedStyle(document.body).direction,
    overflow: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  }));
  assert.deepEqual(seen, { document: "rtl", language: "he", computed: "rtl", overflow: 0 }, where);
}

/** What axe finds that keeps somebody from using the screen, a line each. */
async function barriers(page) {
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ target, any }) => `${id} (${help}) ${target.join(" ")} ${any[0]?.message ?? ""}`));
}

/** A picture of the screen in both sizes and both themes, each checked. Returns the barriers found, each with where it stands. */
export async function pictured(page, name) {
  const found = new Map();
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const where = `${name}-${size}-${colorScheme}`;
      await page.screenshot({ path: join(pictures, `${where}.png`), animations: "disabled" });
      await fits(page, where);
      for (const barrier of await barriers(page)) found.set(barrier, [...(found.get(barrier) ?? []), `${size} ${colorScheme}`]);
    }
  }
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  return Array.from(found, ([barrier, where]) => `${name} (${where.join(", ")}): ${barrier}`);
}
