// What the agent is told, in a real browser (Chromium, headless) at both widths: a draft is checked, tried in writing and published;
// activating it changes what the next caller hears, and rolling back does again; her greeting is heard before it is saved; statuses are
// put in order by keyboard. Then who runs the installation opens a business, gives it a number, enters it, leaves it and reads so in the
// audit.
//
// Expects a running demo server in DASHBOARD_URL, its owner and a platform admin with DASHBOARD_PASSWORD, and the binary in AGENTLOCATOR.
// Ends with 0 when all held.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { base, pictured, play, signedIn } from "./person.mjs";

const { AGENTLOCATOR: binary, DASHBOARD_ADMIN: admin } = process.env;
assert(binary && admin, "AGENTLOCATOR or DASHBOARD_ADMIN is not set");

const script = join(mkdtempSync(join(tmpdir(), "agentlocator-call-")), "script.txt");
writeFileSync(script, "שלום, יש חניה בבניין?\nתודה ולהתראות\n");
const placed = [];

/** Somebody calls and asks about parking. The call goes on, in real time, while its page is read; its number is given back. */
function call() {
  const from = `+97252555020${placed.length + 1}`;
  const calling = promisify(execFile)(binary, ["demo", "call", "--json", "--server", base, "--from", from, "--script", script], {
    timeout: 150_000,
  });
  // All are waited for at the end; until then a failed one must not end the process without a word.
  calling.catch(() => {});
  placed.push(calling);
  return from;
}

/** What the agent has said to this caller once these words are among it, as the call's page shows it. */
async function heard(page, from, words) {
  await page.goto(`${base}/calls?q=${encodeURIComponent(from)}`);
  await page.getByTestId("call-row").first().click();
  await page.locator('[data-testid="utterance"][data-speaker="AGENT"]').filter({ hasText: words }).first().waitFor();
  return (await page.getByTestId("utterance").allTextContents()).join("\n");
}

async function activate(page, version) {
  await page.goto(`${base}/prompts?version=${version}`);
  await page.getByTestId("prompt-activate").click();
  await page.getByTestId("prompt-activate-confirm").click();
  await page.getByTestId("prompt-activate").waitFor({ state: "detached" });
}

async function say(page, text) {
  await page.getByTestId("rehearsal-input").fill(text);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector('[data-testid="rehearsal-input"]')?.value === "");
}

const ANSWER = "יש חניה לכל הדיירים.";
const PASSED_ON = "על זה ישמח לענות הסוכן שלנו";

async function prompts(page) {
  const before = call();
  await page.goto(`${base}/prompts`);
  const text = page.getByTestId("prompt-text");
  await text.waitFor();
  const first = await text.inputValue();
  await text.fill(`${first}\nאת {agant`);
  await page.getByTestId("prompt-text-faults").getByText("לא נסגר").waitFor();
  assert(await page.getByTestId("prompt-publish").isDisabled(), "a text with an open brace can be published");
  await pictured(page, "prompt-faults");
  await text.fill(`${first}\nאם שואלים על חניה: ${ANSWER}`);

  // The draft, before anybody else hears it.
  await page.getByRole("button", { name: "ניסיון" }).click();
  await page.getByTestId("rehearsal-agent").first().waitFor();
  await say(page, "יש חניה?");
  await page.getByTestId("rehearsal-agent").getByText(ANSWER).waitFor();
  await say(page, "אני רוצה לקנות דירה בחיפה");
  await page.locator('[data-deed="capture"]').first().waitFor();
  await pictured(page, "prompt-rehearsal");
  await page.goto(`${base}/leads`);
  assert.equal(await page.getByText("052-555-0100").count(), 0, "a lead came of a conversation in writing");

  await page.goto(`${base}/prompts`);
  await page.getByTestId("prompt-publish").click();
  await page.getByTestId("prompt-activate").waitFor();
  await page.getByRole("button", { name: "השוואה" }).click();
  await page.getByTestId("prompt-comparison").getByText(ANSWER).waitFor();
  await pictured(page, "prompt-comparison");

  await heard(page, before, PASSED_ON);
  await activate(page, 2);
  const second = call();
  await heard(page, second, ANSWER);
  await activate(page, 1);
  const third = await heard(page, call(), PASSED_ON);
  assert(!third.includes(ANSWER), `rolled back: ${third}`);

  await page.goto(`${base}/prompts?version=2&view=calls`);
  await page.getByTestId("spoken-by").getByText("שיחה אחת").waitFor();
  await pictured(page, "prompt-calls");
  return second;
}

/** Until the server has it: a page that is left before takes its request with it. */
async function save(page) {
  await page.getByTestId("settings-save").click();
  await page.getByText("ההגדרות נשמרו").first().waitFor();
}

async function settings(page) {
  await page.goto(`${base}/settings/agent`);
  const greeting = page.getByTestId("agent-greeting");
  await greeting.waitFor();
  await greeting.fill("שלום, כאן {agent}.");
  await page.getByTestId("agent-greeting-faults").getByText("recording_notice").waitFor();
  await greeting.fill("שלום, כאן {agent}. {recording_notice}");
  await page.getByTestId("greeting-listen").click();
  const sound = page.getByTestId("greeting-sound");
  await sound.waitFor();
  await page.waitForFunction(() => document.querySelector("audio")?.duration > 1);
  await pictured(page, "settings-agent");
  await save(page);
  await page.reload();
  assert.equal(
    await page.getByTestId("agent-greeting").inputValue(),
    "שלום, כאן {agent}. {recording_notice}",
  );

  await page.goto(`${base}/settings/statuses`);
  await page.getByTestId("sortable-handle").nth(1).focus();
  await page.keyboard.press("ArrowDown");
  await page.getByTestId("status-add").click();
  await page.getByTestId("status-name").last().fill("לחזור אליו");
  await pictured(page, "settings-statuses");
  await save(page);
  await page.reload();
  const names = page.getByTestId("status-name");
  await names.last().waitFor();
  assert.equal(await names.nth(2).inputValue(), "בטיפול");
  assert.equal(await names.last().inputValue(), "לחזור אליו");
}

/** A number that is another business's is refused where it was typed; one that is nobody's is the business's from there on. */
async function giveNumber(page, row) {
  await row.getByText("ללא מספר").waitFor();
  await row.getByTestId("business-actions").click();
  await page.getByRole("menuitem", { name: "הוספת מספר" }).click();
  const number = page.getByTestId("business-number");
  await number.fill("03-555-0100");
  await number.press("Enter");
  await page.getByText("המספר כבר שייך לעסק אחר").waitFor();
  assert.equal(await number.inputValue(), "03-555-0100", "what was typed stays");
  await pictured(page, "platform-number-taken");
  await number.fill("03-555-0177");
  await page.getByTestId("number-submit").click();
  await number.waitFor({ state: "detached" });
  await row.getByText("03-555-0177").waitFor();
  assert.equal(await row.getByText("ללא מספר").count(), 0);
}

async function platform() {
  const page = await signedIn(admin);
  await page.goto(`${base}/platform`);
  await page.getByTestId("business-create").click();
  await page.getByTestId("business-name").fill("נדל״ן הגליל");
  await page.getByTestId("business-ownerName").fill("גל");
  await page.getByTestId("business-ownerEmail").fill("gal@example.com");
  await page.getByTestId("business-submit").click();
  const row = page.locator('[data-testid="business-row"][data-name="נדל״ן הגליל"]');
  await row.waitFor();
  await giveNumber(page, row);
  await row.getByTestId("business-actions").click();
  await page.getByRole("menuitem", { name: "השעיה" }).click();
  await page.getByTestId("reason").fill("לא שולם");
  await page.getByTestId("reason-submit").click();
  await row.getByText("מושעה").waitFor();
  await pictured(page, "platform");
  // Another tab of the same person sees what the session sees, without being told.
  const other = await page.context().newPage();
  await other.goto(`${base}/leads`);
  await other.getByTestId("lead-row").first().waitFor();
  await row.getByTestId("business-actions").click();
  await page.getByRole("menuitem", { name: "כניסה לתמיכה" }).click();
  await page.getByTestId("reason").fill("שאלה על החשבון");
  await page.getByTestId("reason-submit").click();
  await page.getByTestId("support-banner").getByText("נדל״ן הגליל").waitFor();
  await other.getByTestId("support-banner").getByText("נדל״ן הגליל").waitFor();
  await other.getByTestId("lead-row").first().waitFor({ state: "detached" });
  await pictured(page, "support");
  await page.getByTestId("support-leave").click();
  await page.waitForURL(`${base}/platform`);
  await page.getByTestId("business-row").first().waitFor();
  assert.equal(await page.getByTestId("support-banner").count(), 0);
  await other.getByTestId("lead-row").first().waitFor();
  assert.equal(await other.getByTestId("support-banner").count(), 0);
  await other.close();
  await page.goto(`${base}/platform?view=audit`);
  await page.locator('[data-kind="SUPPORT_ENTERED"]').getByText("שאלה על החשבון").waitFor();
  await page.locator('[data-kind="BUSINESS_SUSPENDED"]').waitFor();
  await pictured(page, "audit");
}

await play(async () => {
  const work = async () => {
    const page = await signedIn();
    const second = await prompts(page);
    await settings(page);
    await page.goto(`${base}/platform`);
    await page.getByTestId("role-guard").waitFor();
    // Which version said it stands beside the words of a call that is over.
    await Promise.all(placed);
    await heard(page, second, "גרסה 2");
  };
  await Promise.all([work(), platform()]);
});
