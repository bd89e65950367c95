// People at the door, in a real browser (Chromium, headless) on a phone's width: guessing slows down and is told so, what was typed
// stays, an agent is offered and shown what an agent may, and an owner invites.
//
// Expects a running demo server in DASHBOARD_URL whose people have DASHBOARD_PASSWORD. Ends with 0 when all held.
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))("playwright-core");
const { DASHBOARD_URL: base, DASHBOARD_PASSWORD: password, SCREENSHOTS: pictures, CHROMIUM } = process.env;
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = CHROMIUM ?? places.find((place) => existsSync(place));
assert(base && password && pictures, "DASHBOARD_URL, DASHBOARD_PASSWORD or SCREENSHOTS is not set");
assert(executablePath, "Chromium was not found: apt-get install chromium, or set CHROMIUM");
mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath,
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});

async function visitor() {
  const viewport = { width: 390, height: 844 };
  const context = await browser.newContext({ viewport, locale: "he-IL", timezoneId: "Asia/Jerusalem" });
  context.setDefaultTimeout(20_000);
  return context.newPage();
}

async function enter(page, email, word) {
  await page.getByTestId("login-email").fill(email);
  await page.getByTestId("login-password").fill(word);
  await page.getByTestId("login-submit").click();
}

async function signIn(email) {
  const page = await visitor();
  await page.goto(`${base}/login`);
  await enter(page, email, password);
  await page.getByTestId("user-menu").waitFor();
  return page;
}

/** Nothing stands out at the sides of a phone. */
async function fits(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert(wide <= 0, `${where} is ${wide} px wider than a phone`);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "rtl", where);
  await page.screenshot({ path: `${pictures}/${where}-phone.png`, fullPage: true });
}

try {
  const guesser = await visitor();
  await guesser.goto(`${base}/login`);
  const said = guesser.getByTestId("login-error");
  for (let tries = 0; !(tries && /ניסיונות/.test(await said.textContent())); tries += 1) {
    assert(tries < 8, "eight wrong passwords, and nobody had to wait");
    const answered = guesser.waitForResponse((answer) => answer.url().endsWith("/auth/login"));
    await enter(guesser, "guessed@agentlocator.local", "not it");
    await answered;
    await said.waitFor();
  }
  assert.equal(await guesser.getByTestId("login-email").inputValue(), "guessed@agentlocator.local");
  await fits(guesser, "login-slowed");

  const agent = await signIn(process.env.DASHBOARD_AGENT);
  await agent.goto(`${base}/users`);
  await agent.getByTestId("user-row").first().waitFor();
  assert.equal(await agent.getByTestId("invite-open").count(), 0, "an agent is offered to invite");
  assert.equal(await agent.getByTestId("user-role").count(), 0, "an agent is offered to change roles");
  await agent.goto(`${base}/system`);
  await agent.getByTestId("role-guard").waitFor();
  await fits(agent, "role-guard");

  const owner = await signIn(process.env.DASHBOARD_EMAIL);
  await owner.goto(`${base}/users`);
  await owner.getByTestId("invite-open").click();
  await owner.getByTestId("invite-name").fill("נועה לוי");
  await owner.getByTestId("invite-email").fill("noa@example.com");
  await owner.getByTestId("invite-submit").click();
  await owner.locator('[data-testid="user-row"][data-email="noa@example.com"]').waitFor();
  await fits(owner, "users");
  await owner.goto(`${base}/account`);
  await owner.getByTestId("session-row").first().waitFor();
  await owner.getByTestId("factor-begin").click();
  await owner.getByTestId("factor-secret").waitFor();
  await owner.getByRole("img", { name: "קוד QR לאפליקציית הקודים" }).waitFor();
  await fits(owner, "account");
} finally {
  await browser.close();
}
