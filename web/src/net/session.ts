/** Sign-in over the cookie session: what the server answered, as values the screen switches on. */
export type LoginOutcome = "ok" | "wrong" | "slowDown" | "network" | "server";
export type RefreshOutcome = "ok" | "denied" | "offline";

export function csrfToken(): string | undefined {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith("csrf_token="));
  return found && decodeURIComponent(found.slice("csrf_token=".length));
}

function post(path: string, body?: unknown): Promise<Response> {
  const token = csrfToken();
  return fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", ...(token ? { "x-csrf-token": token } : {}) },
    body: JSON.stringify(body ?? {}),
  });
}

export async function login(email: string, password: string): Promise<LoginOutcome> {
  try {
    const { ok, status } = await post("/auth/login", { email, password });
    if (ok) return "ok";
    if (status === 429) return "slowDown";
    return status >= 500 ? "server" : "wrong";
  } catch {
    return "network";
  }
}

let refreshing: Promise<RefreshOutcome> | undefined;

/** Renews the session. Callers that come while one renewal is under way share it: refresh tokens rotate. */
export function refresh(): Promise<RefreshOutcome> {
  refreshing ??= post("/auth/refresh")
    .then(({ ok, status }): RefreshOutcome => (ok ? "ok" : status >= 500 ? "offline" : "denied"))
    .catch((): RefreshOutcome => "offline")
    .finally(() => {
      refreshing = undefined;
    });
  return refreshing;
}

/** Leaves by a full page load, so that no cached row of this person is seen by the next one. */
export async function logout(): Promise<void> {
  await post("/auth/logout").catch(() => undefined);
  window.location.assign("/login");
}

export function goToLogin(): void {
  const { pathname, search } = window.location;
  if (pathname === "/login") return;
  const query = new URLSearchParams({ next: pathname + search, expired: "1" });
  if (pathname === "/") query.delete("expired");
  window.location.assign(`/login?${query}`);
}

/** Only paths of this site: a `next` that names another host is an open redirect. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith("/login") ? next : "/";
}
