// A lead's time in a real browser (Chromium, headless): where a value came from, what happened in one order, the past and back, two leads
// that are one and two again, two people who edit the same.
//
// Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held; prints what did not. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { join } from "node:path";
import { base, counted, pictured, pictures, play, signedIn } from "./person.mjs";

let page;

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
  await pictured(page, "lead-timeline");
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
  await page.getByTestId("sound-gone").getByText("לא הוקלטה").waitFor();
  assert(await page.getByTestId("turn-latency").count(), "what the caller waited for each answer is shown");
  await pictured(page, "call-jump");
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
  await counted(page, "timeline-item", 1);
  await page.getByTestId("lead-memory").getByText("מעדיף בוקר").waitFor();
}

async function throughTime() {
  await openLead("מיכל אברהמי");
  // The second before this one: within it the edit may be done already, and the past opened at it.
  const before = await page.evaluate(() => {
    const then = new Date(Date.now() - 1_000);
    return new Date(then.getTime() - then.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  });
  await edit("city", "רמת גן");
  await page.getByTestId("past-open").click();
  await page.getByTestId("past-exact").fill(before);
  await reads("city", "תל אביב");
  assert.match(page.url(), /at=/, "the instant is in the address");
  for (const offered of ["lead-edit", "lead-note-input", "lead-merge", "book-meeting"])
    assert.equal(await page.getByTestId(offered).count(), 0, `${offered} is not offered in the past`);
  await pictured(page, "lead-past");
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
  await counted(page, "lead-row", 0);
  await page.keyboard.press("End");
  await page.getByTestId("lead-row").first().waitFor();
  await pictured(page, "leads-past");
  await page.goto(`${base}/calls?at=${encodeURIComponent(new Date().toISOString())}`);
  await page.getByTestId("call-row").first().waitFor();
  await page.getByTestId("past-now").click();
  await page.getByTestId("past-open").waitFor();
}

async function oneOfTwoAndTwoAgain() {
  await openLead("רות שלום");
  await page.getByTestId("lead-merge").click();
  await page.getByRole("searchbox").last().fill("0525550144");
  await counted(page, "merge-candidate", 1);
  await page.getByTestId("merge-candidate").click();
  await page.getByTestId("merge-preview").waitFor();
  await pictured(page, "merge-from-lead");
  await page.getByTestId("merge-run").click();
  await page.getByTestId("merged-lead").waitFor();
  await counted(page, "timeline-call", 2);
  await page.getByTestId("lead-split").click();
  await counted(page, "timeline-call", 1);
  assert.equal(await page.getByTestId("merged-lead").count(), 0);
}

/** Two people edit the same field: the slower is shown both values. */
async function bothValues() {
  await openLead("אבי מזרחי");
  await page.getByTestId("lead-edit").click();
  await page.getByTestId("lead-city-input").fill("טבעון");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByTestId("timeline").waitFor();
  await edit("city", "נשר", other);
  await other.close();
  const conflict = page.getByTestId("conflict-city");
  await conflict.waitFor();
  assert.match(await conflict.textContent(), /נשר.*טבעון/s);
  assert.equal(await page.getByTestId("lead-city-input").inputValue(), "טבעון", "what was typed stays");
  await pictured(page, "stale-edit");
  await page.getByTestId("keep-city").click();
  await page.getByTestId("lead-save").click();
  await reads("city", "טבעון");
}

await play(async () => {
  page = await signedIn();
  await whereItCameFrom();
  await oneOrderOfAllKinds();
  await throughTime();
  await oneOfTwoAndTwoAgain();
  await bothValues();
});
