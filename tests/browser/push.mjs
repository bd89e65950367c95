// Notifications on a device nobody looks at: refused, allowed, shown, clicked, taken back. In a real browser (Chromium, headless).
//
// Headless Chromium has no push service: `PushManager.subscribe` answers with SUBSCRIPTION, and a message is handed to the worker by the
// browser's own tools. Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))("playwright-core");
const { DASHBOARD_URL: base, DASHBOARD_EMAIL: email, DASHBOARD_PASSWORD: password } = process.env;
const { SCREENSHOTS: pictures, SUBSCRIPTION, CHROMIUM } = process.env;
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = CHROMIUM ?? places.find((place) => existsSync(place));
assert(base && password && pictures && SUBSCRIPTION, "DASHBOARD_URL, DASHBOARD_PASSWORD, SCREENSHOTS or SUBSCRIPTION is not set");
assert(executablePath, "Chromium was not found: apt-get install chromium, or set CHROMIUM");
mkdirSync(pictures, { recursive: true });

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const text = "לשלוח את החוזה לפני הפגישה";

const profile = mkdtempSync(join(tmpdir(), "agentlocator-chromium-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: desktop,
  locale: "he-IL",
  timezoneId: "Asia/Jerusalem",
  reducedMotion: "reduce",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
});
context.setDefaultTimeout(60_000);
const page = context.pages()[0] ?? (await context.newPage());

/** What the browser would get of its maker's service. */
await page.addInitScript((given) => {
  const { endpoint, p256dh, auth } = JSON.parse(given);
  PushManager.prototype.getSubscription = () => Promise.resolve(null);
  PushManager.prototype.subscribe = (options) => {
    window.subscribedWith = { visible: options.userVisibleOnly, key: options.applicationServerKey.length };
    return Promise.resolve({ toJSON: () => ({ endpoint, keys: { p256dh, auth } }) });
  };
}, SUBSCRIPTION);

async function pictured(name) {
  for (const [size, viewport] of Object.entries({ desktop, phone })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.getByTestId("push").scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), animations: "disabled" });
    }
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert(overflow <= 0, `${name} on a ${size}: ${overflow} px wider than the screen`);
  }
  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

async function signIn() {
  await page.goto(`${base}/login`);
  await page.getByTestId("login-email").fill(email);
  await page.getByTestId("login-password").fill(password);
  await page.getByTestId("login-submit").click();
  await page.getByTestId("user-menu").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
}

const isOn = () => page.getByTestId("push-switch").getAttribute("aria-checked");

/** Nobody is asked before they click, and who refuses is told how to change their mind. */
async function refused() {
  await page.evaluate(() => {
    window.asked = 0;
    Notification.requestPermission = () => {
      window.asked += 1;
      return Promise.resolve("denied");
    };
  });
  await page.getByTestId("user-menu").waitFor();
  assert.equal(await page.evaluate(() => window.asked), 0);
  await page.getByTestId("push-switch").click();
  await page.getByTestId("push-note").getByText("חסומות").waitFor();
  assert.equal(await isOn(), "false");
  await pictured("push-refused");
}

async function allowed() {
  await context.grantPermissions(["notifications"], { origin: base });
  await page.goto(`${base}/account`);
  await page.getByTestId("push-switch").click();
  await page.getByTestId("push-device").waitFor();
  assert.equal(await isOn(), "true");
  assert.deepEqual(await page.evaluate(() => window.subscribedWith), { visible: true, key: 65 });
  await pictured("push-allowed");
}

const worker = () => {
  const found = context.serviceWorkers().find((each) => each.url().endsWith("/sw.js"));
  assert(found, "there is a worker");
  return found;
};

/** Notifications stay until they are clicked: Chromium takes them away after some 25 s, which a busy machine needs for less. */
const lasting = () =>
  worker().evaluate(() => {
    if (self.isLasting) return;
    self.isLasting = true;
    const { showNotification } = ServiceWorkerRegistration.prototype;
    ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
      return showNotification.call(this, title, { ...options, requireInteraction: true });
    };
  });

/** Hands a message to the worker as the browser does when one arrives. */
async function deliver(data) {
  await lasting();
  const tools = await context.newCDPSession(page);
  const registered = new Promise((done) => {
    tools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL === `${base}/` && !isDeleted);
      if (ours) done(ours.registrationId);
    });
  });
  await tools.send("ServiceWorker.enable");
  await tools.send("ServiceWorker.deliverPushMessage", { origin: base, registrationId: await registered, data });
  await tools.detach();
}

const shown = () =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const all = await registration.getNotifications();
    return all.map(({ title, body, dir, lang, tag, data }) => ({ title, body, dir, lang, tag, data }));
  });

/** Delivers again what is not shown after a while, as a push service does: the browser's tools do not tell whether the worker got it. */
async function untilShown(count, body, data) {
  const end = Date.now() + 60_000;
  for (let again = 0; ; ) {
    if (Date.now() >= again) {
      await deliver(data);
      again = Date.now() + 10_000;
    }
    const all = await shown();
    if (all.length === count && all.some((each) => each.body === body)) return all;
    assert(Date.now() < end, `not shown: ${JSON.stringify(all)}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function shownAndClicked() {
  const reminder = (more) => JSON.stringify({ kind: "reminder", id: "r1", text, path: "/reminders", due: "1", ...more });
  const [first] = await untilShown(1, text, reminder());
  assert.deepEqual(first, { title: "תזכורת", body: text, dir: "rtl", lang: "he", tag: "reminder-r1", data: { path: "/reminders", due: "1" } });
  // One reminder is one notification, however often it comes.
  await untilShown(1, "נוסח חדש", reminder({ text: "נוסח חדש", due: "2" }));
  await untilShown(2, "הגיע מועד של תזכורת", "not a message of ours");

  await worker().evaluate(async () => {
    const [notification] = await self.registration.getNotifications({ tag: "reminder-r1" });
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  });
  await page.waitForURL(`${base}/reminders`);
  assert.equal((await shown()).length, 1, "what was clicked is gone");
}

/** Whoever takes it back is not told again because the page, which found another address on its way in, says so later than them. */
async function takenBack() {
  let letGo;
  const isTakenBack = new Promise((done) => {
    letGo = done;
  });
  const allows = (request) => request.postDataJSON()?.operationName === "AllowPush";
  await page.route("**/graphql", async (route) => {
    if (allows(route.request())) await isTakenBack;
    await route.continue();
  });
  const renewing = page.waitForRequest(allows);
  await page.goto(`${base}/account`);
  await renewing;
  await page.getByTestId("push-remove").click();
  await page.getByTestId("push-device").waitFor({ state: "detached" });
  const renewed = page.waitForResponse((response) => allows(response.request()));
  letGo();
  await renewed;
  await page.unroute("**/graphql");
  await page.reload();
  await page.getByTestId("push-switch").waitFor();
  assert.equal(await isOn(), "false");
  assert.equal(await page.getByTestId("push-device").count(), 0);
}

try {
  await signIn();
  await page.goto(`${base}/account`);
  await refused();
  await allowed();
  await takenBack();
  await page.getByTestId("push-switch").click();
  await page.getByTestId("push-device").waitFor();
  await shownAndClicked();
  console.log("what is due is heard of");
} catch (error) {
  await page.screenshot({ path: join(pictures, "push-failed.png") }).catch(() => {});
  console.error(error);
  console.error(`at ${page.url()}`);
  process.exitCode = 1;
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
