// A day's work with leads in a real browser (Chromium, headless): a file with errors comes in, two leads become one and two again, a
// card goes over the board by keyboard, a list is kept under a name.
//
// Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held; prints what did not. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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
const profile = mkdtempSync(join(tmpdir(), "agentlocator-chromium-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: desktop,
  locale: "he-IL",
  timezoneId: "Asia/Jerusalem",
  reducedMotion: "reduce",
  acceptDownloads: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
});
context.setDefaultTimeout(20_000);

const complaints = [];
const page = context.pages()[0] ?? (await context.newPage());
page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
page.on("console", (message) => {
  if (message.type() === "error" && !/401/.test(message.text())) complaints.push(`console: ${message.text()}`);
});

async function pictured(name) {
  for (const [size, viewport] of Object.entries({ desktop, phone })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), animations: "disabled" });
    }
    const seen = await page.evaluate(() => ({
      direction: getComputedStyle(document.body).direction,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    assert.equal(seen.direction, "rtl", name);
    assert(seen.overflow <= 0, `${name} on a ${size}: ${seen.overflow} px wider than the screen`);
  }
  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

async function signIn() {
  await page.goto(`${base}/`);
  await page.getByTestId("login-email").fill(process.env.DASHBOARD_EMAIL);
  await page.getByTestId("login-password").fill(process.env.DASHBOARD_PASSWORD);
  await page.getByTestId("login-submit").click();
  await page.getByTestId("user-menu").first().waitFor();
}

/** 120 people in the order another system exports them, two of them wrong. */
function fileOfLeads() {
  const rows = Array.from({ length: 120 }, (_, n) => {
    const number = n === 40 ? "12" : `052-777-${String(1000 + n)}`;
    const budget = n === 80 ? "הרבה" : 1_500_000 + n * 1000;
    return `הערה ${n},${number},ייבואי א-${String(n).padStart(3, "0")},נתניה,${budget}`;
  });
  return ["הערות,נייד,שם מלא,עיר,תקציב", ...rows].join("\r\n");
}

async function importFile() {
  await page.goto(`${base}/leads/import`);
  const file = { name: "לידים.csv", mimeType: "text/csv", buffer: Buffer.from(fileOfLeads()) };
  await page.getByTestId("import-file").setInputFiles(file);
  await page.getByTestId("import-wrong").nth(1).waitFor();
  assert.equal(await page.getByTestId("import-wrong").count(), 2, "both wrong rows are named");
  assert.match(await page.getByTestId("import-wrong").first().textContent(), /שורה 42.*נייד/);
  await pictured("import");
  await page.getByTestId("import-start").click();
  await page.getByTestId("import-done").waitFor();
  assert.equal(await page.getByTestId("import-written").textContent(), "118");
  assert.equal(await page.getByTestId("import-refused").textContent(), "2");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("import-errors").click()]);
  assert.match(readFileSync(await download.path(), "utf8"), /82,תקציב,הרבה,/);
  await pictured("import-done");
}

/** Waits until the list says how many leads it has. */
const total = (words) =>
  page.waitForFunction((wanted) => document.querySelector('[data-testid="lead-total"]')?.textContent === wanted, words);

async function mergeAndUndo() {
  await page.goto(`${base}/leads?q=${encodeURIComponent("א-00")}&order=NAME`);
  await total("10 לידים");
  await page.getByTestId("lead-choose").nth(0).check();
  await page.getByTestId("lead-choose").nth(1).check();
  await pictured("leads-chosen");
  await page.getByTestId("bulk-merge").click();
  await page.getByTestId("merge-run").waitFor();
  await pictured("merge");
  await page.getByTestId("merge-run").click();
  await total("9 לידים");
  await page.getByTestId("toast-action").last().click();
  await total("10 לידים");
  // What many are given at once is taken back at once.
  await page.getByTestId("lead-choose").nth(0).check();
  await page.getByTestId("lead-choose").nth(1).check();
  await page.getByTestId("lead-choose").nth(2).check();
  await page.getByTestId("bulk-tag").fill("מבצע");
  await page.getByTestId("bulk-tag").press("Enter");
  await page.goto(`${base}/leads?tag=${encodeURIComponent("מבצע")}`);
  await total("3 לידים");
}

async function boardByKeyboard() {
  await page.goto(`${base}/leads?view=board&q=${encodeURIComponent("א-11")}&order=NAME`);
  const from = page.getByTestId("board-NEW");
  const to = page.getByTestId("board-IN_PROGRESS");
  await from.getByTestId("board-card").nth(9).waitFor();
  await pictured("board");
  await from.getByTestId("board-move").first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem").first().waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
  await page.keyboard.press("Enter");
  await to.getByTestId("board-card").first().waitFor();
  assert.equal(await to.getByTestId("board-card").count(), 1);
  await page.waitForFunction(
    () => document.activeElement?.closest('[data-testid="board-IN_PROGRESS"]') !== null,
    undefined,
    { timeout: 20_000 },
  );
  // Each column asks for its own.
  await page.waitForFunction(
    () => document.querySelectorAll('[data-testid="board-NEW"] [data-testid="board-card"]').length === 9,
    undefined,
    { timeout: 10_000 },
  );
}

async function keepTheList() {
  await page.goto(`${base}/leads?tag=${encodeURIComponent("מבצע")}`);
  await page.getByTestId("save-view").click();
  await page.getByTestId("view-name").fill("לידים של המבצע");
  await page.getByTestId("view-name").press("Enter");
  await page.getByTestId("saved-view").first().waitFor();
  await page.goto(`${base}/leads`);
  await page.getByTestId("saved-view").first().click();
  await total("3 לידים");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("lead-export").click()]);
  const lines = readFileSync(await file.path(), "utf8").trimEnd().split("\r\n");
  assert.equal(lines.length, 4, "the list with its filter, and a heading");
}

try {
  await signIn();
  await importFile();
  await mergeAndUndo();
  await boardByKeyboard();
  await keepTheList();
  assert.deepEqual(complaints, [], "the pages complained");
  console.log("the work with leads is whole");
} catch (error) {
  await page.screenshot({ path: join(pictures, "leads-failed.png") }).catch(() => {});
  console.error(error);
  console.error(`at ${page.url()}`, complaints);
  process.exitCode = 1;
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
