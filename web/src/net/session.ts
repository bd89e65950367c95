/** Sign-in over the cookie session: what the server answered, as values the screen switches on. */
export type LoginOutcome =
  | { kind: "ok" | "wrong" | "code" | "codeWrong" | "closed" | "network" | "server" }
  | { kind: "slowDown"; seconds: number };
/** What became of a form: the field that is wrong, or why nothing was done. */
export type FormOutcome = "ok" | "token" | "password" | "name" | "slowDown" | "network" | "server";
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

type Told = { field?: string; retry_after?: number };

export async function login(email: string, password: string, code?: string): Promise<LoginOutcome> {
  try {
    const answer = await post("/auth/login", { email, password, code });
    if (answer.ok) return { kind: "ok" };
    const told: Told = await answer.json().catch(() => ({}));
    if (answer.status === 429) return { kind: "slowDown", seconds: told.retry_after ?? 60 };
    if (answer.status === 403) return { kind: "closed" };
    if (answer.status >= 500) return { kind: "server" };
    return { kind: told.field === "code" ? (code ? "codeWrong" : "code") : "wrong" };
  } catch {
    return { kind: "network" };
  }
}

/** A form of somebody who is not signed in: joining, or choosing a new password. */
export async function submit(path: string, form: Record<string, string>): Promise<FormOutcome> {
  try {
    const answer = await post(path, form);
    if (answer.ok) return "ok";
    const { field }: Told = await answer.json().catch(() => ({}));
    if (answer.status === 429) return "slowDown";
    return field === "token" || field === "password" || field === "name" ? field : "server";
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

/** Sends, and where the session has run out sends once more after renewing it. */
export async function renewed(send: () => Promise<Response>): Promise<Response> {
  const answer = await send();
  return answer.status === 401 && (await refresh()) === "ok" ? send() : answer;
}

/** Leaves by a full page load, so that no cached row of this person is seen by the next one. Answers whether the session
 * is over: what the server has not heard of would go on, and whoever comes next would be this person. */
export async function logout(): Promise<boolean> {
  const over = await post("/auth/logout").then(
    ({ ok, status }) => ok || status === 401,
    () => false,
  );
  if (over) window.location.assign("/login");
  return over;
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
