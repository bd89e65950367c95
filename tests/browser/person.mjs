// A person with a browser (Chromium, headless), for the scripts beside this file: where the server is, signing in, what the pages
// complain about, and whether a screen is fit to be read. A process plays one script.
//
// The driver and the accessibility checker are development dependencies of the dashboard. Settings: DASHBOARD_URL, DASHBOARD_EMAIL,
// DASHBOARD_PASSWORD, SCREENSHOTS, CHROMIUM.
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

const fromWeb = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = fromWeb("playwright-core");

export const { DASHBOARD_URL: base, DASHBOARD_EMAIL: owner, DASHBOARD_PASSWORD: password, SCREENSHOTS: pictures } = process.env;
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
assert(base && owner && password && pictures, "DASHBOARD_URL, DASHBOARD_EMAIL, DASHBOARD_PASSWORD or SCREENSHOTS is not set");
assert(executablePath, "Chromium was not found: apt-get install chromium, or set CHROMIUM");
mkdirSync(pictures, { recursive: true });

export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

let browser;
/** What pages complained about. Whatever it is, a person would not see a whole page. */
const complaints = [];
/** What keeps somebody from using a screen, and in which pictures it was seen. */
const barriers = new Map();

/** Plays a script; the process ends with 0 when all of it held and no page complained of anything but what is `expected`. */
export async function play(script, { expected = /401/ } = {}) {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"];
  browser = await chromium.launch({ executablePath, headless: true, args });
  const name = basename(process.argv[1], ".mjs");
  try {
    await script();
    const found = Array.from(barriers, ([barrier, where]) => `${where.join(", ")}: ${barrier}`);
    assert.equal(found.length, 0, `barriers found by axe\n${found.join("\n")}`);
    assert.deepEqual(complaints.filter((complaint) => !expected.test(complaint)), [], "the pages complained");
    console.log(`${name}: all of it held`);
  } catch (error) {
    process.exitCode = 1;
    console.error(error, complaints);
    const pages = browser.contexts().flatMap((context) => context.pages());
    for (const [n, page] of pages.entries()) {
      console.error(`page ${n + 1} is at ${page.url()}`);
      // A page that has crashed has no picture, and the error above is what matters.
      await page.screenshot({ path: join(pictures, `${name}-failed-${n + 1}.png`) }).catch(console.error);
    }
  } finally {
    await browser.close();
  }
}

function watch(page) {
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message} at ${page.url()}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()} at ${page.url()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) complaints.push(`elsewhere: ${request.url()}`);
  });
}

/** A page of a person's own: nothing is shared with others. */
export async function visitor(options = {}) {
  const context = await browser.newContext({
    viewport: sizes.desktop,
    locale: "he-IL",
    timezoneId: "Asia/Jerusalem",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(60_000);
  context.on("page", watch);
  // Put in ahead of the page's own scripts: its content policy lets no other in later.
  await context.addInitScript({ path: fromWeb.resolve("axe-core/axe.min.js") });
  return context.newPage();
}

export async function enter(page, email, word = password) {
  await page.getByTestId("login-email").fill(email);
  await page.getByTestId("login-password").fill(word);
  await page.getByTestId("login-submit").click();
}

/** The page of somebody who is signed in. */
export async function signedIn(email = owner, options = {}) {
  const page = await visitor(options);
  await page.goto(`${base}/login`);
  await enter(page, email);
  await page.getByTestId("user-menu").waitFor();
  return page;
}

/** Waits until so many of these are on the page. */
export const counted = (page, testId, wanted) =>
  page.waitForFunction(([id, n]) => document.querySelectorAll(`[data-testid="${id}"]`).length === n, [testId, wanted]);

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
async function barriersOn(page) {
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ target, any }) => `${id} (${help}) ${target.join(" ")} ${any[0]?.message ?? ""}`));
}

/** Where axe looks: each size and each theme once, since it takes longer than all the rest. */
const examined = ["desktop-light", "phone-dark"];

/** A picture of the screen in both sizes and both themes, each checked. */
export async function pictured(page, name) {
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const look = `${size}-${colorScheme}`;
      const where = `${name}-${look}`;
      await page.screenshot({ path: join(pictures, `${where}.png`), animations: "disabled" });
      await fits(page, where);
      if (!examined.includes(look)) continue;
      for (const barrier of await barriersOn(page)) barriers.set(barrier, [...(barriers.get(barrier) ?? []), where]);
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}
