// A person in a real browser (Chromium, headless): signs in, watches a call live, and everything is right-to-left.
//
// Expects a running demo server in DASHBOARD_URL, and somebody placing a call within a minute. Ends with 0 when all held; prints
// what did not. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The browser driver is one of the dashboard's own development dependencies.
const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))("playwright-core");

const base = process.env.DASHBOARD_URL;
const pictures = process.env.SCREENSHOTS;
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
assert(base && pictures, "DASHBOARD_URL and SCREENSHOTS are not set");
assert(executablePath, "Chromium was not found: apt-get install chromium, or set CHROMIUM");
mkdirSync(pictures, { recursive: true });

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const inCall = 150_000;

const profile = mkdtempSync(join(tmpdir(), "agentlocator-chromium-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: desktop,
  locale: "he-IL",
  timezoneId: "Asia/Jerusalem",
  reducedMotion: "reduce",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
context.setDefaultTimeout(20_000);

/** What the page complained about. Whatever it is, a person would not see a whole page. */
const complaints = [];
/** Where the call's meeting is in the calendar: this week's page may have none. */
let meetings;
const page = context.pages()[0] ?? (await context.newPage());
page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
page.on("console", (message) => {
  if (message.type() === "error" && !/401/.test(message.text())) complaints.push(`console: ${message.text()}`);
});
page.on("request", (request) => {
  if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) complaints.push(`elsewhere: ${request.url()}`);
});

async function rightToLeft(where) {
  const seen = await page.evaluate(() => ({
    document: document.dir,
    language: document.documentElement.lang,
    computed: getComputedStyle(document.body).direction,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  assert.deepEqual({ ...seen, overflow: 0 }, { document: "rtl", language: "he", computed: "rtl", overflow: 0 }, where);
  assert(seen.overflow <= 0, `${where}: ${seen.overflow} px wider than the screen`);
}

async function pictured(name) {
  for (const [size, viewport] of Object.entries({ desktop, phone })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), animations: "disabled" });
    }
    await rightToLeft(`${name} on a ${size}`);
  }
  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

async function signIn() {
  await page.goto(`${base}/`);
  await page.getByTestId("login-email").waitFor();
  await pictured("login");
  await page.getByTestId("login-email").fill(process.env.DASHBOARD_EMAIL);
  await page.getByTestId("login-password").fill("not the password");
  await page.getByTestId("login-submit").click();
  await page.getByTestId("login-error").waitFor();
  await page.getByTestId("login-password").fill(process.env.DASHBOARD_PASSWORD);
  await page.getByTestId("login-submit").click();
  await page.getByTestId("user-menu").first().waitFor();
}

/** The call that is on, watched word by word on its own page. */
async function watchTheCall() {
  const card = page.getByTestId("live-call").first();
  await card.waitFor({ timeout: 60_000 });
  await pictured("live");
  const path = await card.evaluate((element) => (element.closest("a") ?? element.querySelector("a[href*='/calls/']"))?.getAttribute("href"));
  assert(path, "the live call leads to its page");
  await page.goto(new URL(path, base).href);
  const lines = page.getByTestId("utterance");
  const counts = [];
  for (const wanted of [1, 3, 6]) {
    await page.waitForFunction((n) => document.querySelectorAll('[data-testid="utterance"]').length >= n, wanted, { timeout: inCall });
    counts.push(await lines.count());
  }
  assert(counts[0] < counts[2], `utterances grow while we watch: ${counts}`);
  await pictured("call-live");
  const promised = await page.getByTestId("call-summary").textContent();
  await page.getByTestId("call-lead").first().waitFor({ timeout: inCall });
  await page.getByTestId("call-meeting").first().waitFor({ timeout: inCall });
  // The summary is written when the call is over; until then its place says so.
  await page.waitForFunction(
    (before) => document.querySelector('[data-testid="call-summary"]')?.textContent !== before,
    promised,
    { timeout: inCall },
  );
  await pictured("call");
  meetings = await page.getByTestId("call-meeting").first().getAttribute("href");
  const direction = await lines.first().evaluate((element) => getComputedStyle(element).direction);
  assert.equal(direction, "rtl", "what was said stands right-to-left");
}

async function visit() {
  const screens = {
    calls: ["/calls", "call-row"],
    leads: ["/leads", "lead-row"],
    meetings: [meetings, "meeting-block"],
    prompts: ["/prompts", "prompt-version"],
    system: ["/system", "projection-row"],
  };
  for (const [screen, [path, row]] of Object.entries(screens)) {
    await page.goto(new URL(path, base).href);
    await page.getByTestId(row).first().waitFor();
    await pictured(screen);
  }
  await page.goto(`${base}/leads`);
  await page.getByTestId("lead-row").first().click();
  await page.getByTestId("lead-phone").first().waitFor();
  const number = await page.getByTestId("lead-phone").first().evaluate((element) => {
    // The element that holds the digits themselves.
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
      /\d{3}/.test(node.textContent) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
    );
    return getComputedStyle(walker.nextNode().parentElement).direction;
  });
  assert.equal(number, "ltr", "a telephone number stands left-to-right");
  await pictured("lead");
}

try {
  await signIn();
  await watchTheCall();
  await visit();
  assert.deepEqual(complaints, [], "the pages complained");
  console.log("the dashboard is whole");
} catch (error) {
  await page.screenshot({ path: join(pictures, "failed.png") }).catch(() => {});
  console.error(error);
  console.error(`at ${page.url()}`, complaints);
  process.exitCode = 1;
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
