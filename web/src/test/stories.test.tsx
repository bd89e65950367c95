import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it } from "vitest";
import { change, conflicts, draftOf, follow } from "@/features/leads/draft";
import { LoginForm } from "@/features/session/login-form";
import { fromWallTime, startOfDay, startOfWeek, wallTime } from "@/i18n/civil";
import { phone } from "@/i18n/format";
import { safeNext } from "@/net/session";
import type { StoryFile } from "@/ui/story";
import { lead } from "./fixtures";

const files = Object.values(
  import.meta.glob<{ file: StoryFile }>(["../features/**/*.stories.tsx", "../ui/*.stories.tsx"], {
    eager: true,
  }),
);

for (const { file } of files)
  describe(file.title, () => {
    it.each(file.stories.map((story) => [story.name, story] as const))("%s renders", (_, story) => {
      const { container } = render(<MemoryRouter>{story.render()}</MemoryRouter>);
      expect(container).not.toBeEmptyDOMElement();
    });
  });

it("a wrong password is said in Hebrew and what was typed stays", async () => {
  render(<LoginForm onLogin={async () => ({ kind: "wrong" })} onDone={() => undefined} />);
  await userEvent.type(screen.getByTestId("login-email"), "a@b.co");
  await userEvent.type(screen.getByTestId("login-password"), "nope");
  await userEvent.click(screen.getByTestId("login-submit"));
  expect(await screen.findByTestId("login-error")).toHaveTextContent("אינם נכונים");
  expect(screen.getByTestId("login-email")).toHaveValue("a@b.co");
});

it("who has to wait is told how long, and a code is asked for where one is needed", async () => {
  const answers = [{ kind: "slowDown", seconds: 130 } as const, { kind: "code" } as const];
  const codes: (string | undefined)[] = [];
  const onLogin = async (_email: string, _password: string, code?: string) => {
    codes.push(code);
    return answers.shift() ?? ({ kind: "codeWrong" } as const);
  };
  render(<LoginForm onLogin={onLogin} onDone={() => undefined} />);
  await userEvent.type(screen.getByTestId("login-email"), "a@b.co");
  await userEvent.type(screen.getByTestId("login-password"), "nope");
  await userEvent.click(screen.getByTestId("login-submit"));
  expect(await screen.findByTestId("login-error")).toHaveTextContent("בעוד 3 דקות");
  await userEvent.click(screen.getByTestId("login-submit"));
  await userEvent.type(await screen.findByTestId("login-code"), "123456");
  await userEvent.click(screen.getByTestId("login-submit"));
  expect(codes).toEqual([undefined, undefined, "123456"]);
  expect(await screen.findByText(/הקוד אינו נכון/)).toBeVisible();
});

it("an edit sends only what changed, what was seen there, and empties what was emptied", () => {
  const seen = draftOf(lead);
  const draft = { ...seen, budget: "2,500,000", city: "", email: "dana@example.com" };
  const input = {
    id: "l1",
    budget: 2_500_000,
    email: "dana@example.com",
    clear: ["CITY"],
    seen: { budget: 2_400_000, city: "חיפה" },
  };
  expect(change(lead.id, seen, draft)).toEqual({ ok: true, input });
});

it("what somebody else changes meanwhile is followed, but where the person typed something else", () => {
  const seen = draftOf(lead);
  const draft = { ...seen, city: "נשר", rooms: "5" };
  const present = { ...seen, city: "עכו", rooms: "5", name: "אלכס" };
  expect(conflicts(seen, draft, present)).toEqual(["city"]);
  const followed = follow(seen, draft, present);
  expect(followed.draft).toEqual({ ...draft, name: "אלכס" });
  expect(followed.seen).toEqual({ ...seen, name: "אלכס", rooms: "5" });
});

it("a wall time in Israel is an instant and back, on both sides of the clock change", () => {
  for (const [wall, at] of [
    ["2026-10-25T01:30:00", "2026-10-24T23:30:00.000Z"],
    ["2026-07-01T12:00:05", "2026-07-01T09:00:05.000Z"],
    ["2026-12-01T12:00:00", "2026-12-01T10:00:00.000Z"],
  ] as const) {
    expect(fromWallTime(wall)?.toISOString()).toBe(at);
    expect(wallTime(at)).toBe(wall);
  }
  expect(fromWallTime("")).toBeNull();
});

it("days begin at midnight in Israel, summer and winter, and weeks on Sunday", () => {
  expect(startOfDay("2026-07-01").toISOString()).toBe("2026-06-30T21:00:00.000Z");
  expect(startOfDay("2026-12-01").toISOString()).toBe("2026-11-30T22:00:00.000Z");
  expect(startOfWeek("2026-11-21")).toBe("2026-11-15");
});

it("phones read the Israeli way; a next that leaves the site is refused", () => {
  expect(phone("+97235550100")).toBe("03-555-0100");
  expect(safeNext("//evil.example")).toBe("/");
});
