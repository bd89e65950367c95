// A day's work with leads in a real browser (Chromium, headless): a file with errors comes in, two leads become one and two again, a
// card goes over the board by keyboard, a list is kept under a name.
//
// Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held; prints what did not. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { base, pictured, play, signedIn } from "./person.mjs";

let page;

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
  await pictured(page, "import");
  await page.getByTestId("import-start").click();
  await page.getByTestId("import-done").waitFor();
  assert.equal(await page.getByTestId("import-written").textContent(), "118");
  assert.equal(await page.getByTestId("import-refused").textContent(), "2");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("import-errors").click()]);
  assert.match(readFileSync(await download.path(), "utf8"), /82,תקציב,הרבה,/);
  await pictured(page, "import-done");
}

/** Waits until the list says how many leads it has. */
const total = (words) =>
  page.waitForFunction((wanted) => document.querySelector('[data-testid="lead-total"]')?.textContent === wanted, words);

async function mergeAndUndo() {
  await page.goto(`${base}/leads?q=${encodeURIComponent("א-00")}&order=NAME`);
  await total("10 לידים");
  await page.getByTestId("lead-choose").nth(0).check();
  await page.getByTestId("lead-choose").nth(1).check();
  await pictured(page, "leads-chosen");
  await page.getByTestId("bulk-merge").click();
  await page.getByTestId("merge-run").waitFor();
  await pictured(page, "merge");
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
  // The tag is given once the field is empty again: a page that is left before takes its request with it.
  await page.waitForFunction(() => document.querySelector('[data-testid="bulk-tag"]')?.value === "");
  await page.goto(`${base}/leads?tag=${encodeURIComponent("מבצע")}`);
  await total("3 לידים");
}

async function boardByKeyboard() {
  await page.goto(`${base}/leads?view=board&q=${encodeURIComponent("א-11")}&order=NAME`);
  const from = page.getByTestId("board-NEW");
  const to = page.getByTestId("board-IN_PROGRESS");
  await from.getByTestId("board-card").nth(9).waitFor();
  await pictured(page, "board");
  await from.getByTestId("board-move").first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem").first().waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
  await page.keyboard.press("Enter");
  await to.getByTestId("board-card").first().waitFor();
  assert.equal(await to.getByTestId("board-card").count(), 1);
  await page.waitForFunction(() => document.activeElement?.closest('[data-testid="board-IN_PROGRESS"]') !== null);
  // Each column asks for its own.
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="board-NEW"] [data-testid="board-card"]').length === 9);
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

await play(async () => {
  page = await signedIn();
  await importFile();
  await mergeAndUndo();
  await boardByKeyboard();
  await keepTheList();
});
