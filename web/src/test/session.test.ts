import { afterEach, expect, it, vi } from "vitest";
import { progress } from "@/features/leads/import-api";
import { logout } from "@/net/session";

afterEach(() => vi.unstubAllGlobals());

/** A server that answers each path as told, one after the other, the last for ever. */
function server(answers: Record<string, (number | "lost")[]>) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const left = answers[path] ?? [];
    const status = (left.length > 1 ? left.shift() : left[0]) ?? 404;
    if (status === "lost") throw new TypeError("the connection broke");
    return Response.json({}, { status });
  });
  return asked;
}

function assigned() {
  const assign = vi.fn();
  vi.stubGlobal("location", { ...window.location, assign });
  return assign;
}

it.each([["lost" as const], [503], [403]])(
  "whoever could not leave (%s) is not shown the log-in page",
  async (answer) => {
    const assign = assigned();
    server({ "/auth/logout": [answer] });
    expect(await logout()).toBe(false);
    expect(assign).not.toHaveBeenCalled();
  },
);

it("whoever left, or was out already, is shown the log-in page", async () => {
  const assign = assigned();
  server({ "/auth/logout": [200] });
  expect(await logout()).toBe(true);
  server({ "/auth/logout": [401] });
  expect(await logout()).toBe(true);
  expect(assign).toHaveBeenCalledTimes(2);
  expect(assign).toHaveBeenCalledWith("/login");
});

it("an import is asked about once more after the session was renewed", async () => {
  const asked = server({ "/leads/imports/i1": [401, 200], "/auth/refresh": [200] });
  expect((await progress("i1")).ok).toBe(true);
  expect(asked).toEqual(["/leads/imports/i1", "/auth/refresh", "/leads/imports/i1"]);
});
