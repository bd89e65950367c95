// The frame around every screen, in a real browser (Chromium, headless): the palette finds a lead on the server and leads to it by
// keyboard, shortcuts work on any layout and can be turned off, a theme holds across windows and visits, what is changed without a
// network says so and loses no word, the dashboard opens without one, and the home page counts.
//
// Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held.
import assert from "node:assert/strict";
import { join } from "node:path";
import { base, fits, pictures, play, signedIn } from "./person.mjs";

const at = (page, path) => page.waitForURL((url) => url.pathname + url.search === path);
const theme = (page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);

async function paletteLeadsToAPerson(page) {
  await page.getByTestId("call-row").first().waitFor();
  await page.keyboard.press("Control+KeyK");
  const input = page.getByTestId("palette-input");
  await input.waitFor();
  await page.getByTestId("palette-item").first().waitFor();
  await input.fill("0525550133");
  const found = page.getByTestId("palette-item").filter({ hasText: "רות שלום" });
  await found.waitFor();
  await fits(page, "the palette");
  await page.keyboard.press("Enter");
  await page.getByTestId("lead-phone").first().waitFor();
  const lead = new URL(page.url()).pathname;
  assert.match(lead, /^\/leads\/[0-9a-f-]{36}$/);
  // Whoever was seen last is offered first.
  await page.goto(`${base}/`);
  await page.getByTestId("palette-open").click();
  await page.getByTestId("palette-item").filter({ hasText: "רות שלום" }).waitFor();
  await page.keyboard.press("Escape");
  await input.waitFor({ state: "detached" });
}

async function shortcuts(page) {
  // The letters of a Hebrew layout stand on the same keys.
  await page.locator("body").press("KeyG");
  await page.locator("body").press("KeyL");
  await at(page, "/leads");
  await page.getByTestId("lead-row").first().waitFor();
  await page.keyboard.press("Slash");
  await page.waitForFunction(() => document.activeElement?.matches('input[type="search"]'));
  await page.keyboard.type("gc");
  assert.equal(new URL(page.url()).pathname, "/leads", "letters typed into a field are letters");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Shift+Slash");
  await page.getByTestId("shortcuts").waitFor();
  await page.getByTestId("single-keys").click();
  await page.keyboard.press("Escape");
  await page.getByTestId("shortcuts").waitFor({ state: "detached" });
  await page.keyboard.press("KeyN");
  await page.keyboard.press("Control+KeyK");
  await page.getByTestId("palette-input").waitFor();
  assert.equal(await page.getByTestId("shortcuts").count(), 0);
  assert(!page.url().includes("new="), "a single key did something after it was turned off");
  await page.keyboard.press("Escape");
  await page.evaluate(() => localStorage.removeItem("single-key-shortcuts"));
}

async function themes(page) {
  await page.goto(`${base}/`);
  await page.getByTestId("user-menu").waitFor();
  await page.keyboard.press("Control+KeyK");
  await page.getByTestId("palette-input").fill("כהה");
  await page.getByTestId("palette-item").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => getComputedStyle(document.documentElement).colorScheme === "dark");
  await page.reload();
  await page.getByTestId("user-menu").waitFor();
  assert.equal(await theme(page), "dark", "the choice holds");
  const bars = await page.evaluate(() =>
    Array.from(document.querySelectorAll("meta[data-scheme]"), (meta) => [meta.dataset.scheme, meta.media]),
  );
  assert.deepEqual(bars, [["light", "not all"], ["dark", "all"]]);
  // Another window of the same browser follows.
  const other = await page.context().newPage();
  await other.goto(`${base}/`);
  await other.getByTestId("user-menu").click();
  await other.getByRole("menuitemradio", { name: "לפי המכשיר" }).click();
  await page.waitForFunction(() => getComputedStyle(document.documentElement).colorScheme === "light dark");
  await other.close();
}

async function numbers(page) {
  await page.goto(`${base}/?period=month`);
  await page.getByTestId("charts").waitFor();
  const calls = page.getByTestId("chart-calls");
  await page.waitForFunction(() => /4 שיחות נכנסות/.test(document.querySelector('[data-testid="chart-calls"]')?.textContent ?? ""));
  const rows = await calls.locator("table tbody tr").allTextContents();
  assert(rows.length > 0 && rows.every((row) => /^\d\d:00\d+$/.test(row.replace(/\s/g, ""))), `the table says the hours: ${rows}`);
  assert.equal(await calls.locator("svg").evaluate((svg) => getComputedStyle(svg).direction), "ltr", "hours run left to right");
  await page.getByRole("button", { name: "היום" }).click();
  await at(page, "/?period=today");
}

/** Without a network a change says that it was not kept, and the words stay; with it, the same words are kept once. */
async function withoutNetwork(page) {
  await page.goto(`${base}/leads`);
  await page.getByTestId("lead-row").first().waitFor();
  await page.getByTestId("lead-new").click();
  const phone = page.getByTestId("new-phone");
  await phone.fill("052-999-8877");
  await page.context().setOffline(true);
  await page.getByTestId("connection-banner").waitFor();
  await page.getByRole("dialog").locator('button[type="submit"]').click();
  await page.getByText("והשינוי לא נשמר").waitFor();
  assert.equal(await phone.inputValue(), "052-999-8877", "what was typed stays");
  await page.context().setOffline(false);
  await page.getByTestId("connection-banner").waitFor({ state: "detached", timeout: 60_000 });
  await page.getByRole("dialog").locator('button[type="submit"]').click();
  await page.getByTestId("lead-phone").first().waitFor();
}

/** The worker keeps the dashboard: it opens without a network and says so; what the server says is never kept. */
async function kept() {
  const page = await signedIn();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const names = await page.evaluate(async () => {
    const [cache] = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    return (await cache.keys()).map((request) => new URL(request.url).pathname);
  });
  assert(names.includes("/index.html") && names.some((name) => name.endsWith(".woff2")), "the files are kept");
  const ours = /^\/(assets\/|index\.html$|icon|apple-touch-icon|theme\.js$|manifest\.webmanifest$)/;
  assert.deepEqual(names.filter((name) => !ours.test(name)), [], "nothing the server says is kept");
  const manifest = await page.evaluate(async () => (await fetch("/manifest.webmanifest")).json());
  assert.deepEqual([manifest.lang, manifest.dir, manifest.display], ["he", "rtl", "standalone"]);
  assert(manifest.icons.some(({ purpose }) => purpose === "maskable"));
  await page.context().setOffline(true);
  await page.reload();
  await page.getByText("אין חיבור לשרת").first().waitFor();
  await page.screenshot({ path: join(pictures, "offline-desktop-light.png") });
  await page.context().setOffline(false);
  await page.reload();
  await page.getByTestId("user-menu").waitFor();
  await page.context().close();
}

await play(
  async () => {
    const page = await signedIn();
    await paletteLeadsToAPerson(page);
    await shortcuts(page);
    await themes(page);
    await numbers(page);
    await withoutNetwork(page);
    await kept();
  },
  { expected: /401|ERR_INTERNET_DISCONNECTED/ },
);
