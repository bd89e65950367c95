// Every screen of the dashboard in a real browser, in both sizes and both themes: pictured, right-to-left, no wider than the screen,
// and without a serious barrier (axe). A screen that the router has and this table has not fails the test: add a line for it.
//
// Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held; prints what did not. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { base, owner, pictured, play, signedIn, visitor } from "./person.mjs";

const agent = process.env.DASHBOARD_AGENT;

/** `route` as the router spells it; `ready` is there once the screen has what it shows; `as` nobody, who is not signed in, or the
 * owner when left out; `path` where the route has a parameter; `act` brings the screen into the state that is looked at. */
const screens = [
  { name: "login", route: "/login", as: null, ready: "login-email" },
  { name: "forgot", route: "/forgot", as: null, ready: "outside-submit" },
  { name: "join", route: "/join", as: null, ready: "outside-submit" },
  { name: "reset", route: "/reset", as: null, ready: "outside-submit" },
  { name: "gallery", route: "/dev/gallery", as: null, ready: "story" },
  { name: "home", route: "/", ready: "call-row" },
  { name: "home-agent", route: "/", as: agent, ready: "call-row" },
  { name: "calls", route: "calls", ready: "call-row" },
  { name: "call", route: "calls/:callSid", path: (world) => world.call, ready: "utterance" },
  { name: "leads", route: "leads", ready: "lead-row" },
  { name: "board", route: "leads", path: () => "/leads?view=board", ready: "board-card" },
  { name: "leads-agent", route: "leads", as: agent, ready: "lead-row" },
  { name: "lead", route: "leads/:id", path: (world) => world.lead, ready: "lead-phone" },
  { name: "lead-import", route: "leads/import", ready: "import-file" },
  { name: "meetings", route: "meetings", ready: "book-meeting" },
  { name: "meeting-schedule", route: "meetings/schedule", ready: "schedule-person" },
  { name: "reminders", route: "reminders", ready: "reminder-new" },
  { name: "prompts", route: "prompts", ready: "prompt-version" },
  { name: "prompts-agent", route: "prompts", as: agent, ready: "prompt-version" },
  { name: "users", route: "users", ready: "user-row" },
  { name: "users-agent", route: "users", as: agent, ready: "user-row" },
  { name: "account", route: "account", ready: "session-row" },
  { name: "settings-business", route: "settings/:section?", path: () => "/settings/business", ready: "settings-save" },
  { name: "settings-agent", route: "settings/:section?", path: () => "/settings/agent", ready: "agent-greeting" },
  { name: "settings-statuses", route: "settings/:section?", path: () => "/settings/statuses", ready: "status-name" },
  { name: "settings-fields", route: "settings/:section?", path: () => "/settings/fields", ready: "field-add" },
  { name: "platform-owner", route: "platform", ready: "role-guard" },
  { name: "system", route: "system", ready: "projection-row" },
  { name: "system-agent", route: "system", as: agent, ready: "role-guard" },
  { name: "not-found", route: "*", path: () => "/nothing/here", ready: "not-found" },
  {
    name: "palette",
    route: "/",
    ready: "call-row",
    act: async (page) => {
      await page.getByTestId("palette-open").click();
      await page.getByTestId("palette-item").first().waitFor();
    },
  },
  {
    name: "shortcuts",
    route: "/",
    ready: "call-row",
    act: async (page) => {
      await page.keyboard.press("Shift+Slash");
      await page.getByTestId("shortcuts").waitFor();
    },
  },
  {
    name: "user-menu",
    route: "/",
    ready: "call-row",
    act: async (page) => {
      await page.getByTestId("user-menu").click();
      await page.getByRole("menuitem").first().waitFor();
    },
  },
];

const router = readFileSync(new URL("../../web/src/router.tsx", import.meta.url), "utf8");
const routes = ["/", ...Array.from(router.matchAll(/path: "([^"]+)"/g), ([, path]) => path)];
const untold = routes.filter((route) => !screens.some((screen) => screen.route === route));
assert.deepEqual(untold, [], "screens that the router has and the table has not");

const people = new Map();

async function pageOf(person) {
  if (!people.has(person)) people.set(person, await (person ? signedIn(person) : visitor()));
  return people.get(person);
}

/** Where a call and a lead of the demo are. */
async function look() {
  const page = await pageOf(owner);
  const first = async (path, row) => {
    await page.goto(`${base}${path}`);
    await page.getByTestId(row).first().waitFor();
    return page.getByTestId(row).first().evaluate((element) => (element.closest("a") ?? element.querySelector("a"))?.getAttribute("href"));
  };
  return { call: await first("/calls", "call-row"), lead: await first("/leads", "lead-row") };
}

await play(async () => {
  const world = await look();
  for (const { name, route, as = owner, path, ready, act } of screens) {
    const page = await pageOf(as);
    await page.goto(new URL(path?.(world) ?? route, `${base}/`).href);
    await page.getByTestId(ready).first().waitFor();
    await act?.(page);
    await pictured(page, name);
  }
});
