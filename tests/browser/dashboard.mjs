// A person in a real browser (Chromium, headless): signs in, watches a call live, and finds what came of it.
//
// Expects a running demo server in DASHBOARD_URL, and somebody placing a call within a minute. Ends with 0 when all held; prints
// what did not. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { base, enter, owner, pictured, play, visitor } from "./person.mjs";

/** A call is held in real time. */
const inCall = { timeout: 150_000 };

let page;

async function comeIn() {
  await page.goto(`${base}/`);
  await page.getByTestId("login-email").waitFor();
  await enter(page, owner, "not the password");
  await page.getByTestId("login-error").waitFor();
  await enter(page, owner);
  await page.getByTestId("user-menu").waitFor();
}

/** The call that is on, watched word by word on its own page. Returns where its meeting is in the calendar. */
async function watchTheCall() {
  const card = page.getByTestId("live-call").first();
  await card.waitFor(inCall);
  await pictured(page, "live");
  const path = await card.evaluate((element) => (element.closest("a") ?? element.querySelector("a[href*='/calls/']"))?.getAttribute("href"));
  assert(path, "the live call leads to its page");
  await page.goto(new URL(path, base).href);
  const lines = page.getByTestId("utterance");
  const counts = [];
  for (const wanted of [1, 3, 6]) {
    await page.waitForFunction((n) => document.querySelectorAll('[data-testid="utterance"]').length >= n, wanted, inCall);
    counts.push(await lines.count());
  }
  assert(counts[0] < counts[2], `utterances grow while we watch: ${counts}`);
  await pictured(page, "call-live");
  const promised = await page.getByTestId("call-summary").textContent();
  await page.getByTestId("call-lead").first().waitFor(inCall);
  await page.getByTestId("call-meeting").first().waitFor(inCall);
  // The summary is written when the call is over; until then its place says so.
  await page.waitForFunction((before) => document.querySelector('[data-testid="call-summary"]')?.textContent !== before, promised, inCall);
  // The recording comes from the exchange after the end, and is drawn after that: the page hears of both.
  await page.getByTestId("player-toggle").waitFor(inCall);
  await page.getByTestId("waveform").waitFor(inCall);
  await pictured(page, "call-over");
  assert.equal(await lines.first().evaluate((line) => getComputedStyle(line).direction), "rtl", "what was said stands right-to-left");
  return page.getByTestId("call-meeting").first().getAttribute("href");
}

async function findWhatCameOfIt(meeting) {
  await page.goto(new URL(meeting, base).href);
  await page.getByTestId("meeting-block").first().waitFor();
  await pictured(page, "meeting-agreed");
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
}

await play(async () => {
  page = await visitor();
  await comeIn();
  await findWhatCameOfIt(await watchTheCall());
});
