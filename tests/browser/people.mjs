// People at the door, in a real browser (Chromium, headless) on a phone's width: guessing slows down and is told so, what was typed
// stays, an agent is offered and shown what an agent may, and an owner invites and lets go for good.
//
// Expects a running demo server in DASHBOARD_URL whose people have DASHBOARD_PASSWORD. Ends with 0 when all held.
import assert from "node:assert/strict";
import { base, enter, owner, pictured, play, signedIn, sizes, visitor } from "./person.mjs";

const onAPhone = { viewport: sizes.phone };

async function guess() {
  const page = await visitor(onAPhone);
  await page.goto(`${base}/login`);
  const said = page.getByTestId("login-error");
  for (let tries = 0; !(tries && /ניסיונות/.test(await said.textContent())); tries += 1) {
    assert(tries < 8, "eight wrong passwords, and nobody had to wait");
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/auth/login"));
    await enter(page, "guessed@agentlocator.local", "not it");
    await answered;
    await said.waitFor();
  }
  assert.equal(await page.getByTestId("login-email").inputValue(), "guessed@agentlocator.local");
  await pictured(page, "login-slowed");
}

async function workAsAnAgent() {
  const page = await signedIn(process.env.DASHBOARD_AGENT, onAPhone);
  await page.goto(`${base}/users`);
  await page.getByTestId("user-row").first().waitFor();
  assert.equal(await page.getByTestId("invite-open").count(), 0, "an agent is offered to invite");
  assert.equal(await page.getByTestId("user-role").count(), 0, "an agent is offered to change roles");
  await page.goto(`${base}/system`);
  await page.getByTestId("role-guard").waitFor();
}

async function invite() {
  const page = await signedIn(owner, onAPhone);
  await page.goto(`${base}/users`);
  await page.getByTestId("invite-open").click();
  await page.getByTestId("invite-name").fill("נועה לוי");
  await page.getByTestId("invite-email").fill("noa@example.com");
  await pictured(page, "invitation");
  await page.getByTestId("invite-submit").click();
  await page.locator('[data-testid="user-row"][data-email="noa@example.com"]').waitFor();
  await pictured(page, "users-invited");
  await page.goto(`${base}/account`);
  await page.getByTestId("session-row").first().waitFor();
  await page.getByTestId("factor-begin").click();
  await page.getByTestId("factor-secret").waitFor();
  await page.getByRole("img", { name: "קוד QR לאפליקציית הקודים" }).waitFor();
  await pictured(page, "second-factor");
}

async function letGo() {
  const page = await signedIn(owner, onAPhone);
  await page.goto(`${base}/users`);
  const row = page.locator(`[data-testid="user-row"][data-email="${process.env.DASHBOARD_AGENT}"]`);
  for (const act of ["חסימת הכניסה", "הסרה לצמיתות"]) {
    await row.getByRole("button", { name: /^פעולות/ }).click();
    await page.getByRole("menuitem", { name: act }).click();
    const asked = page.getByRole("dialog");
    if (act === "הסרה לצמיתות") await pictured(page, "user-removal");
    await asked.getByRole("button", { name: act }).click();
    await asked.waitFor({ state: "hidden" });
  }
  await row.waitFor({ state: "hidden" });
}

await play(
  async () => {
    await guess();
    await workAsAnAgent();
    await invite();
    await letGo();
  },
  // Whoever guesses is told to wait with this status.
  { expected: /401|429/ },
);
