// The calendar in a real browser (Chromium, headless): a meeting is booked, dragged, refused and goes back, moved by keyboard; two
// people see what the other books and calls off; hours and holidays are set and shade the week; the address of one's own calendar is
// given out, read and taken back.
//
// Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held; prints what did not. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { base, owner, password, pictured, play, signedIn, sizes } from "./person.mjs";

let page;
const SHARED = "סיור שני בדירה";

/** A program of the same person's, which asks what no screen shows. */
let token;
async function graphql(query, variables = {}) {
  if (!token) {
    const body = JSON.stringify({ email: owner, password });
    const session = await fetch(`${base}/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body });
    token = (await session.json()).access_token;
  }
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const answer = await fetch(`${base}/graphql`, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await answer.json();
  assert(!errors, JSON.stringify(errors));
  return data;
}

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

/** The server has done it: what is done is shown sooner, and a page that is left before takes its request with it. */
const answered = (operation) =>
  page.waitForResponse((response) => response.request().postData()?.includes(`"${operation}"`));

/** Where an hour of a day is on the page. */
async function spotOf(where, hour) {
  const column = await page.locator(`[data-day="${where}"]`).boundingBox();
  const shown = await page.evaluate(() => {
    const hours = [...document.querySelectorAll('[aria-hidden="true"] > bdi')].map((each) => Number(each.textContent.slice(0, 2)));
    return { from: hours[0] - 1, to: hours.at(-1) + 1 };
  });
  const y = column.y + ((hour - shown.from) / (shown.to - shown.from)) * column.height + 4;
  return { x: column.x + column.width / 2, y };
}

/** Drags a meeting by its top to an hour of a day, as a hand does: in steps, and after the page when that moves. */
async function drag(subject, where, hour) {
  const from = await block(subject).boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + 4);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, from.y + 12, { steps: 4 });
  const goal = page.locator(`[data-day="${where}"]`).getByTestId("drop-goal");
  let [aimed, spot] = [null, await spotOf(where, hour)];
  do {
    await page.mouse.move(spot.x, spot.y, { steps: 12 });
    await goal.waitFor();
    [aimed, spot] = [spot, await spotOf(where, hour)];
  } while (aimed.x !== spot.x || aimed.y !== spot.y);
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
  await pictured(page, "calendar-week");

  const dropped = answered("RescheduleMeeting");
  await drag(subject, day(next), 15);
  await stands(subject, day(next), "15:00");
  await dropped;
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
  const moved = answered("RescheduleMeeting");
  await page.keyboard.press("Enter");
  await stands(subject, day(next), "12:00");
  await moved;

  // A phone shows one day.
  await page.setViewportSize(sizes.phone);
  await page.goto(`${base}/meetings?day=${day(next)}&agent=${agent}`);
  await stands(subject, day(next), "12:00");
  assert.equal(await page.locator("[data-day]").count(), 1);
  await pictured(page, "calendar-day");
  await page.setViewportSize(sizes.desktop);
}

/** A colleague's open calendar, and the open page of a lead, show what is booked and called off elsewhere without being loaded anew. */
async function watchTogether() {
  const { leads } = await graphql("{ leads(first: 1) { edges { node { id } } } }");
  const lead = leads.edges[0].node.id;
  const colleague = await signedIn(process.env.DASHBOARD_AGENT);
  const ofLead = await colleague.context().newPage();
  await page.goto(`${base}/leads/${encodeURIComponent(lead)}`);
  await page.getByTestId("book-meeting").click();
  await page.getByTestId("meeting-subject").fill(SHARED);
  // Further than the two weeks that are offered first.
  for (let week = 0; week < 3; week += 1) await page.getByTestId("slot-next-week").click();
  await pictured(page, "slot-picker");
  const slot = page.getByTestId("slot");
  const days = page.getByRole("dialog").getByRole("radiogroup").first().getByRole("radio");
  // Of two weeks some day is open.
  for (let n = 0; (await slot.count()) === 0; n += 1) {
    await days.nth(n).click();
    await page.locator('[data-testid="slot"], [data-testid="no-slots"]').first().waitFor();
  }
  await slot.first().click();
  const chosen = await days.and(page.locator('[aria-checked="true"]')).getAttribute("data-day");
  assert(Date.parse(chosen) > Date.now() + 20 * 86_400_000, `three weeks from here is ${chosen}`);

  await colleague.goto(`${base}/meetings?view=week&day=${chosen}`);
  await colleague.locator(`[data-day="${chosen}"]`).waitFor();
  await ofLead.goto(`${base}/leads/${encodeURIComponent(lead)}`);
  await ofLead.getByTestId("lead-phone").waitFor();
  await page.getByTestId("meeting-save").click();
  const theirs = colleague.locator(`[data-day="${chosen}"] [data-testid="meeting-block"]`).filter({ hasText: SHARED });
  await theirs.waitFor();
  const row = ofLead.getByTestId("meeting-row").filter({ hasText: SHARED });
  await row.waitFor();

  const { meetings } = await graphql("query($from: DateTime!, $to: DateTime!) { meetings(from: $from, to: $to) { id subject } }", {
    from: new Date(chosen).toISOString(),
    to: new Date(Date.parse(chosen) + 2 * 86_400_000).toISOString(),
  });
  const { id } = meetings.find(({ subject }) => subject === SHARED);
  await graphql("mutation($id: ID!) { cancelMeeting(input: { id: $id }) { userErrors { message } } }", { id });
  await row.getByText("בוטלה").waitFor();
  await theirs.waitFor({ state: "detached" });
  await colleague.context().close();
}

async function setHours({ next }) {
  await page.goto(`${base}/meetings`);
  await page.getByTestId("to-schedule").click();
  await page.getByTestId("business-hours").waitFor();
  await pictured(page, "schedule");
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
  const kept = answered("UpdateSchedule");
  await page.getByTestId("person-save").click();
  await kept;
  const { schedule } = await graphql("{ schedule { hours { weekday open { from } } } }");
  assert.deepEqual(schedule.hours[weekday].open, []);
  await pictured(page, "schedule-own");
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
  await pictured(page, "calendar-holiday");
}

async function subscribe() {
  await page.goto(`${base}/account`);
  await page.getByTestId("feed-issue").click();
  const address = await page.getByTestId("feed-address").inputValue();
  await page.getByTestId("feed-copy").click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address);
  await page.getByTestId("calendar-feed").scrollIntoViewIfNeeded();
  await pictured(page, "calendar-feed");
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

await play(async () => {
  page = await signedIn(owner, { permissions: ["clipboard-read", "clipboard-write"] });
  const meetings = await bookTwo();
  await moveMeetings(meetings);
  await watchTogether();
  await setHours(meetings);
  await seeHolidays(meetings);
  await subscribe();
});
