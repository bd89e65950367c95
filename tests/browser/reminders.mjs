// From a live call to its lead, the meeting that was agreed, and a reminder that comes due on the screen; two people at work see
// each other's change at once. In a real browser (Chromium, headless).
//
// Expects a running demo server in DASHBOARD_URL, and CALLER placing a call within a minute. Ends with 0 when all held. Pictures go to
// SCREENSHOTS.
import assert from "node:assert/strict";
import { base, pictured, play, signedIn } from "./person.mjs";

const { CALLER, DASHBOARD_AGENT } = process.env;
assert(CALLER && DASHBOARD_AGENT, "CALLER or DASHBOARD_AGENT is not set");
/** A call in real time, or the minute a reminder waits for, on a busy machine. */
const long = { timeout: 150_000 };
const text = "להתקשר ולשאול על הסיור";

/** The hour on the wall at which a reminder can still be set: forms speak in minutes. */
function soon() {
  const at = new Date(Date.now() + 15_000);
  at.setSeconds(60, 0);
  const part = (options) => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jerusalem", ...options }).format(at);
  const day = part({ year: "numeric", month: "2-digit", day: "2-digit" });
  return { day, time: part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) };
}

await play(async () => {
  const owner = await signedIn();
  const agent = await signedIn(DASHBOARD_AGENT);

  // The call, as it is talked: who has the word, and what can be done to it.
  await owner.goto(`${base}/`);
  await owner.getByTestId("live-call").first().waitFor(long);
  await owner.getByTestId("call-floor").first().waitFor();
  await owner.getByTestId("call-take").first().click();
  await owner.getByTestId("call-take-confirm").waitFor();
  await pictured(owner, "live-take-over");
  await owner.keyboard.press("Escape");

  // Its lead, and the meeting that was agreed with them.
  await owner.goto(`${base}/leads?q=${encodeURIComponent(CALLER)}`);
  await owner.getByTestId("lead-row").first().waitFor(long);
  await owner.getByTestId("lead-row").first().click();
  await owner.getByTestId("lead-phone").waitFor();
  await owner.getByTestId("meeting-row").first().waitFor(long);

  // A reminder about them, for a minute from now; a colleague sees it at once.
  await agent.goto(`${base}/reminders?whose=all`);
  await agent.getByTestId("reminder-new").waitFor();
  await owner.getByTestId("lead-remind").click();
  await owner.getByTestId("reminder-save").click();
  await owner.getByText("יש לכתוב על מה להזכיר").waitFor();
  await owner.getByTestId("reminder-text").fill(text);
  const { day, time } = soon();
  await owner.getByTestId("reminder-day").fill(day);
  await owner.getByTestId("reminder-time").fill(time);
  await pictured(owner, "reminder-form");
  await owner.getByTestId("reminder-save").click();
  await owner.getByTestId("reminder-row").filter({ hasText: text }).waitFor();
  const hers = agent.getByTestId("reminder-row").filter({ hasText: text });
  await hers.waitFor();

  // It comes due: announced, counted on the bell, and seen once the bell is opened.
  await owner.goto(`${base}/reminders`);
  await owner.locator('[data-testid="bell"][data-unseen="1"]').waitFor(long);
  await owner.getByTestId("toast-action").first().waitFor();
  await pictured(owner, "reminder-due");
  await owner.getByTestId("bell").click();
  await owner.getByTestId("bell-list").getByText(text).waitFor();
  await owner.locator('[data-testid="bell"][data-unseen="0"]').waitFor();
  await pictured(owner, "reminder-bell");
  await owner.keyboard.press("Escape");
  assert.equal(await agent.getByTestId("bell").getAttribute("data-unseen"), "0", "it is not the agent's to be told");

  // Ticked by one, it goes from the other's list; taken back, it is there again.
  await owner.getByTestId("reminder-complete").first().click();
  await hers.waitFor({ state: "detached" });
  // The other toast, of what came due, leads elsewhere.
  await owner.getByTestId("toast-action").filter({ hasText: "ביטול" }).click();
  await hers.waitFor();
  await agent.getByTestId("reminder-complete").first().click();
  await owner.getByTestId("reminder-row").filter({ hasText: text }).waitFor({ state: "detached" });
  await owner.goto(`${base}/reminders?view=done`);
  await owner.getByTestId("reminder-row").filter({ hasText: text }).waitFor();
  await pictured(owner, "reminders-done");
});
