// A lead's time in a real browser (Chromium, headless): where a value came from, what happened in one order, the past and back, two leads
// that are one and two again, two people who edit the same.
//
// Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held; prints what did not. Pictures go to SCREENSHOTS.
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
const profile = mkdtempSync(join(tmpdir(), "agentlocator-chromium-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: desktop,
  locale: "he-IL",
  timezoneId: "Asia/Jerusalem",
  reducedMotion: "reduce",
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

/** Opens the page of a lead of the demo's. */
async function openLead(name) {
  await page.goto(`${base}/leads?q=${encodeURIComponent(name)}`);
  await page.getByTestId("lead-row").first().getByRole("link").click();
  await page.getByTestId("timeline").waitFor();
}

/** Waits until a field of the lead reads so. */
const reads = (field, wanted, on = page) =>
  on.waitForFunction(
    ([id, text]) => document.querySelector(`[data-testid="lead-${id}"]`)?.textContent.includes(text),
    [field, wanted],
  );

async function edit(field, value, on = page) {
  await on.getByTestId("lead-edit").click();
  await on.getByTestId(`lead-${field}-input`).fill(value);
  await on.getByTestId("lead-save").click();
  await reads(field, value, on);
}

/** A value leads to the words it was taken from. */
async function whereItCameFrom() {
  await openLead("מיכל אברהמי");
  await pictured("lead-timeline");
  await page.getByTestId("provenance-city").hover();
  const card = page.getByTestId("provenance-card");
  await card.waitFor();
  assert.match(await card.textContent(), /להשכרה בתל אביב/);
  await page.screenshot({ path: join(pictures, "provenance-desktop-light.png"), animations: "disabled" });
  await page.getByTestId("provenance-city").click();
  await page.waitForURL(/\/calls\/CA[0-9a-f]+\?t=[\d.]+/);
  await page.locator('[data-testid="utterance"][aria-current="true"]').waitFor();
  assert.match(await page.locator('[data-testid="utterance"][aria-current="true"]').textContent(), /תל אביב/);
  // The demo's past was not recorded: the words are marked, and the page says why nothing is heard.
  await page.getByTestId("sound-gone").waitFor();
  assert(await page.getByTestId("turn-latency").count(), "what the caller waited for each answer is shown");
  await pictured("call-jump");
}

async function oneOrderOfAllKinds() {
  await openLead("אבי מזרחי");
  const ofKind = (kind) => page.locator(`[data-testid="timeline-item"][data-kind="${kind}"]`);
  await page.getByTestId("lead-remind").click();
  await page.getByTestId("reminder-text").fill("לשלוח הצעה");
  await page.getByTestId("reminder-save").click();
  await ofKind("ReminderItem").waitFor();
  await page.getByTestId("lead-note-input").fill("מעדיף בוקר");
  await page.getByTestId("lead-note-add").click();
  const first = page.getByTestId("timeline-item").first();
  await ofKind("NoteItem").waitFor();
  assert.match(await first.textContent(), /מעדיף בוקר/, "the newest comes first");
  const kinds = new Set(await page.getByTestId("timeline-item").evaluateAll((items) => items.map((item) => item.dataset.kind)));
  assert.deepEqual([...kinds].sort(), ["CallItem", "ChangeItem", "MeetingItem", "NoteItem", "ReminderItem"]);
  await page.getByRole("button", { name: "הערות", exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="timeline-item"]').length === 1);
  await page.getByTestId("lead-memory").getByText("מעדיף בוקר").waitFor();
}

async function throughTime() {
  await openLead("מיכל אברהמי");
  const before = await page.evaluate(() => {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  });
  await edit("city", "רמת גן");
  await page.getByTestId("past-open").click();
  await page.getByTestId("past-exact").fill(before);
  await reads("city", "תל אביב");
  assert.match(page.url(), /at=/, "the instant is in the address");
  for (const offered of ["lead-edit", "lead-note-input", "lead-merge", "book-meeting"])
    assert.equal(await page.getByTestId(offered).count(), 0, `${offered} is not offered in the past`);
  await pictured("lead-past");
  await page.getByTestId("past-now").click();
  await reads("city", "רמת גן");
  assert(await page.getByTestId("lead-edit").count(), "the present can be edited again");

  // The list by keyboard: from the beginning, when there was nobody, to the end.
  await page.goto(`${base}/leads`);
  await page.getByTestId("lead-row").first().waitFor();
  await page.getByTestId("past-open").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("past-slider").focus();
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="lead-row"]').length === 0);
  await page.keyboard.press("End");
  await page.getByTestId("lead-row").first().waitFor();
  await pictured("leads-past");
  await page.goto(`${base}/calls?at=${encodeURIComponent(new Date().toISOString())}`);
  await page.getByTestId("call-row").first().waitFor();
  await page.getByTestId("past-now").click();
  await page.getByTestId("past-open").waitFor();
}

async function oneOfTwoAndTwoAgain() {
  await openLead("רות שלום");
  await page.getByTestId("lead-merge").click();
  await page.getByRole("searchbox").last().fill("0525550144");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="merge-candidate"]').length === 1);
  await page.getByTestId("merge-candidate").click();
  await page.getByTestId("merge-preview").waitFor();
  await pictured("merge-from-lead");
  await page.getByTestId("merge-run").click();
  await page.getByTestId("merged-lead").waitFor();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="timeline-call"]').length === 2);
  await page.getByTestId("lead-split").click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="timeline-call"]').length === 1);
  assert.equal(await page.getByTestId("merged-lead").count(), 0);
}

/** Two people edit the same field: the slower is shown both values. */
async function bothValues() {
  await openLead("אבי מזרחי");
  await page.getByTestId("lead-edit").click();
  await page.getByTestId("lead-city-input").fill("טבעון");
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByTestId("timeline").waitFor();
  await edit("city", "נשר", other);
  await other.close();
  const conflict = page.getByTestId("conflict-city");
  await conflict.waitFor();
  assert.match(await conflict.textContent(), /נשר.*טבעון/s);
  assert.equal(await page.getByTestId("lead-city-input").inputValue(), "טבעון", "what was typed stays");
  await pictured("stale-edit");
  await page.getByTestId("keep-city").click();
  await page.getByTestId("lead-save").click();
  await reads("city", "טבעון");
}

try {
  await signIn();
  await whereItCameFrom();
  await oneOrderOfAllKinds();
  await throughTime();
  await oneOfTwoAndTwoAgain();
  await bothValues();
  assert.deepEqual(complaints, [], "the pages complained");
  console.log("a lead's time is whole");
} catch (error) {
  await page.screenshot({ path: join(pictures, "timeline-failed.png") }).catch(() => {});
  console.error(error);
  console.error(`at ${page.url()}`, complaints);
  process.exitCode = 1;
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
