// The calendar in a real browser (Chromium, headless): a meeting is booked, dragged, refused and goes back, moved by keyboard; hours
// and holidays are set and shade the week; the address of one's own calendar is given out, read and taken back.
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
  permissions: ["clipboard-read", "clipboard-write"],
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

/** Asks the server as the page does. */
const graphql = (query, variables = {}) =>
  page.evaluate(
    async ({ query, variables }) => {
      const csrf = document.cookie.split("; ").find((each) => each.startsWith("csrf_token="))?.slice(11) ?? "";
      const headers = { "content-type": "application/json", "x-csrf-token": csrf };
      const answer = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query, variables }) });
      const { data, errors } = await answer.json();
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    { query, variables },
  );

const day = (start) => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jerusalem" }).format(new Date(start));
const clock = (start) =>
  new Intl.DateTimeFormat("he-IL", { timeZone: "Asia/Jerusalem", hour: "2-digit", minute: "2-digit" }).format(new Date(start));

/** Two meetings of the signed-in person in a quiet week, on days that are no holidays; the day of each. */
async function bookTwo() {
  const { viewer } = await graphql("{ viewer { user { id } } }");
  const soon = Date.now() + 14 * 86_400_000;
  const stretch = { from: new Date(soon).toISOString(), to: new Date(soon + 40 * 86_400_000).toISOString(), agent: viewer.user.id };
  const { availability } = await graphql(
    "query($from: DateTime!, $to: DateTime!, $agent: ID) { availability(from: $from, to: $to, durationMinutes: 60, agentId: $agent) { start } }",
    stretch,
  );
  const at = (hour) => availability.filter(({ start }) => clock(start) === hour).map(({ start }) => start);
  const weekday = (start) => new Date(`${day(start)}T12:00:00Z`).getUTCDay();
  // The next day has to be in the same week and as open.
  const first = at("10:00").find(
    (start) => weekday(start) < 4 && at("15:00").some((other) => day(other) === day(Date.parse(start) + 86_400_000)),
  );
  const next = at("10:00").find((start) => day(start) === day(Date.parse(first) + 86_400_000));
  for (const [start, subject] of [
    [first, "סיור בדירה ברחוב מוריה 14"],
    [next, "חתימה על חוזה"],
  ]) {
    const { bookMeeting } = await graphql("mutation($input: BookMeetingInput!) { bookMeeting(input: $input) { userErrors { message } } }", {
      input: { start, subject, agentId: viewer.user.id },
    });
    assert.deepEqual(bookMeeting.userErrors, []);
  }
  return { agent: viewer.user.id, first, next };
}

const block = (subject) => page.getByTestId("meeting-block").filter({ hasText: subject });

/** Waits until a meeting stands at this hour of this day. */
async function stands(subject, where, hour) {
  await page.waitForFunction(
    ({ subject, where, hour }) => {
      const blocks = [...document.querySelectorAll(`[data-day="${where}"] [data-testid="meeting-block"]`)];
      const found = blocks.find((each) => each.textContent.includes(subject));
      return found?.querySelector("time")?.textContent === hour;
    },
    { subject, where, hour },
  );
}

/** Drags a meeting by its top to an hour of a day, as a hand does: in steps. */
async function drag(subject, where, hour) {
  const from = await block(subject).boundingBox();
  const column = await page.locator(`[data-day="${where}"]`).boundingBox();
  const shown = await page.evaluate(() => {
    const hours = [...document.querySelectorAll('[aria-hidden="true"] > bdi')].map((each) => Number(each.textContent.slice(0, 2)));
    return { from: hours[0] - 1, to: hours.at(-1) + 1 };
  });
  const y = column.y + ((hour - shown.from) / (shown.to - shown.from)) * column.height + 4;
  await page.mouse.move(from.x + from.width / 2, from.y + 4);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, from.y + 12, { steps: 4 });
  await page.mouse.move(column.x + column.width / 2, y, { steps: 12 });
  await page.getByTestId("drop-goal").waitFor();
  await page.mouse.up();
}

async function moveMeetings({ agent, first, next }) {
  const [subject, other] = ["סיור בדירה", "חתימה"];
  await page.setViewportSize({ width: 1280, height: 1100 });
  await page.goto(`${base}/meetings?view=week&day=${day(first)}&agent=${agent}`);
  await stands(subject, day(first), "10:00");
  await stands(other, day(next), "10:00");
  // The week begins on Sunday, at the right.
  const columns = await page.locator("[data-day]").evaluateAll((all) => all.map((each) => [each.dataset.day, each.getBoundingClientRect().left]));
  assert.equal(columns.length, 7);
  assert.equal(new Date(`${columns[0][0]}T12:00:00Z`).getUTCDay(), 0, "Sunday comes first");
  assert(columns[0][1] > columns[6][1], "and stands on the right");
  await pictured("calendar-week");
  await page.setViewportSize({ width: 1280, height: 1100 });

  await drag(subject, day(next), 15);
  await stands(subject, day(next), "15:00");
  await page.reload();
  await stands(subject, day(next), "15:00");
  // Onto another meeting: the server says no, and it goes back to where it was.
  await drag(subject, day(next), 10);
  await page.getByText("כבר נקבעה פגישה בשעה הזאת").first().waitFor();
  await stands(subject, day(next), "15:00");

  // Without a pointer.
  await block(subject).focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("meeting-actions").waitFor();
  await page.getByTestId("meeting-actions").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem").first().waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
  await page.keyboard.press("Enter");
  const slot = page.getByTestId("slot").filter({ hasText: "12:00" });
  await slot.first().waitFor();
  await slot.first().focus();
  await page.keyboard.press("Space");
  await page.getByTestId("meeting-save").focus();
  await page.keyboard.press("Enter");
  await stands(subject, day(next), "12:00");

  // A phone shows one day.
  await page.setViewportSize(phone);
  await page.goto(`${base}/meetings?day=${day(next)}&agent=${agent}`);
  await stands(subject, day(next), "12:00");
  assert.equal(await page.locator("[data-day]").count(), 1);
  await pictured("calendar-day");
  await page.setViewportSize(desktop);
}

async function setHours({ next }) {
  await page.goto(`${base}/meetings`);
  await page.getByTestId("to-schedule").click();
  await page.getByTestId("business-hours").waitFor();
  await pictured("schedule");
  await page.getByTestId("business-buffer").fill("500");
  await page.getByTestId("business-save").click();
  await page.getByText("יש לבחור הפסקה בין 0 ל־120 דקות").waitFor();
  assert.equal(await page.getByTestId("business-buffer").inputValue(), "500", "what was typed stays");
  await page.getByTestId("business-buffer").fill("20");
  await page.getByTestId("holiday-PESACH").uncheck();
  await page.getByTestId("business-save").click();
  await page.getByText("נשמר").first().waitFor();
  const { viewer } = await graphql("{ viewer { business { bufferMinutes workedHolidays } } }");
  assert.deepEqual(viewer.business, { bufferMinutes: 20, workedHolidays: ["PESACH"] });

  // One's own hours: no work on the day after, which the week shows in shade.
  const form = page.getByTestId("person-hours");
  await form.getByRole("button", { name: "שעות אחרות" }).click();
  const weekday = new Date(`${day(next)}T12:00:00Z`).getUTCDay();
  await form.getByTestId("day-hours").nth(weekday).getByRole("button").first().click();
  await page.getByTestId("person-save").click();
  await page.waitForFunction(
    async () => {
      const csrf = document.cookie.split("; ").find((each) => each.startsWith("csrf_token="))?.slice(11) ?? "";
      const body = JSON.stringify({ query: "{ schedule { hours { weekday } } }" });
      const headers = { "content-type": "application/json", "x-csrf-token": csrf };
      const answer = await (await fetch("/graphql", { method: "POST", headers, body })).json();
      return answer.data?.schedule?.hours !== null;
    },
    undefined,
    { polling: 250 },
  );
  await pictured("schedule-own");
}

async function seeHolidays({ agent, next }) {
  await page.goto(`${base}/meetings?view=week&day=${day(next)}&agent=${agent}`);
  await page.locator(`[data-day="${day(next)}"]`).waitFor();
  assert.equal(await page.locator(`[data-day="${day(next)}"] [data-testid="open-hours"]`).count(), 0, "a day off is in shade");
  // Rosh Hashanah of 2027 begins on a Saturday; its eve, a Friday.
  await page.goto(`${base}/meetings?view=week&day=2027-10-03`);
  await page.getByTestId("day-note").filter({ hasText: "ראש השנה" }).first().waitFor();
  assert.equal(await page.locator('[data-day="2027-10-03"] [data-testid="open-hours"]').count(), 0);
  assert.equal(await page.locator('[data-day="2027-10-04"] [data-testid="open-hours"]').count(), 1);
  await pictured("calendar-holiday");
}

async function subscribe() {
  await page.goto(`${base}/account`);
  await page.getByTestId("feed-issue").click();
  const address = await page.getByTestId("feed-address").inputValue();
  await page.getByTestId("feed-copy").click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address);
  await page.getByTestId("calendar-feed").scrollIntoViewIfNeeded();
  await pictured("calendar-feed");
  // Any program: no cookie, no token.
  const read = async (path) => fetch(new URL(new URL(path).pathname, base));
  const file = await read(address);
  assert.equal(file.status, 200);
  assert.match(await file.text(), /^BEGIN:VCALENDAR\r\n[^]*SUMMARY:חתימה על חוזה\r\n[^]*END:VCALENDAR\r\n$/);
  await page.getByTestId("feed-again").click();
  await page.getByTestId("feed-sure").click();
  await page.waitForFunction((old) => document.querySelector('[data-testid="feed-address"]')?.value !== old, address);
  assert.equal((await read(address)).status, 404, "the old address is nobody's");
  const second = await page.getByTestId("feed-address").inputValue();
  await page.getByTestId("feed-revoke").click();
  await page.getByTestId("feed-sure").click();
  await page.getByTestId("feed-issue").waitFor();
  assert.equal((await read(second)).status, 404);
}

try {
  await signIn();
  const meetings = await bookTwo();
  await moveMeetings(meetings);
  await setHours(meetings);
  await seeHolidays(meetings);
  await subscribe();
  assert.deepEqual(complaints, [], "the pages complained");
  console.log("the calendar is whole");
} catch (error) {
  await page.screenshot({ path: join(pictures, "calendar-failed.png") }).catch(() => {});
  console.error(error);
  console.error(`at ${page.url()}`, complaints);
  process.exitCode = 1;
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
