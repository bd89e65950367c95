import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it } from "vitest";
import { change, draftOf } from "@/features/leads/draft";
import { LoginForm } from "@/features/session/login-form";
import { startOfDay, startOfWeek } from "@/i18n/civil";
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

it("an edit sends only what changed and empties what was emptied", () => {
  const draft = { ...draftOf(lead), budget: "2,500,000", city: "" };
  expect(change(lead, draft)).toEqual({ ok: true, input: { id: "l1", budget: 2_500_000, clear: ["CITY"] } });
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
