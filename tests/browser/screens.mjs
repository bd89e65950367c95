// Every screen of the dashboard in a real browser, in both sizes and both themes: pictured, right-to-left, no wider than the screen,
// and without a serious barrier (axe). A screen that the router has and this table has not fails the test: add a line for it.
//
// Expects a running demo server in DASHBOARD_URL. Ends with 0 when all held; prints what did not. Pictures go to SCREENSHOTS.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { base, launch, pictured, pictures, signIn, visitor } from "./person.mjs";

const owner = process.env.DASHBOARD_EMAIL;
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
  { name: "prompts", route: "prompts", ready: "prompt-version" },
  { name: "prompts-agent", route: "prompts", as: agent, ready: "prompt-version" },
  { name: "users", route: "users", ready: "user-row" },
  { name: "users-agent", route: "users", as: agent, ready: "user-row" },
  { name: "account", route: "account", ready: "session-row" },
  { name: "system", route: "system", ready: "projection-row" },
  { name: "system-agent", route: "system", as: agent, ready: "role-guard" },
  { name: "not-found", route: "*", path: () => "/nothing/here", ready: "not-found" },
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

const browser = await launch();
const complaints = [];
const people = new Map();
const barriers = [];

async function pageOf(person) {
  if (!people.has(person)) {
    const page = await visitor(browser, complaints);
    if (person) await signIn(page, person);
    people.set(person, page);
  }
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

let at = "";
try {
  const world = await look();
  for (const { name, route, as = owner, path, ready, act } of screens) {
    at = name;
    const page = await pageOf(as);
    await page.goto(new URL(path?.(world) ?? route, `${base}/`).href);
    await page.getByTestId(ready).first().waitFor();
    await act?.(page);
    barriers.push(...(await pictured(page, name)));
  }
  assert.equal(barriers.length, 0, `barriers found by axe\n${barriers.join("\n")}`);
  assert.deepEqual(complaints, [], "the pages complained");
  console.log(`${screens.length} screens are whole`);
} catch (error) {
  for (const page of people.values()) await page.screenshot({ path: join(pictures, "screens-failed.png") }).catch(() => {});
  console.error(`at ${at}`, error, complaints);
  process.exitCode = 1;
} finally {
  await browser.close();
}
