import { Link, useNavigate, useSearchParams } from "react-router";
import { LoginForm } from "@/features/session/login-form";
import { Logo } from "@/features/shell/logo";
import { login as words } from "@/i18n/he/login";
import { login, safeNext } from "@/net/session";

export function Component() {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  return (
    <main className="grid min-h-dvh content-start gap-10 px-6 pt-[12dvh] pb-10 md:grid-cols-[1.1fr_minmax(22rem,26rem)] md:content-center md:gap-20 md:px-[8vw] md:pt-10">
      <div className="flex flex-col gap-6 md:justify-center">
        <Logo />
        <p className="max-w-md text-2xl leading-snug font-light text-balance text-ink-2 md:text-5xl md:leading-[1.15]">
          {words.lead}
        </p>
      </div>
      <div className="md:rounded-2xl md:border md:border-line md:bg-surface md:p-8 md:shadow-card">
        <h1 className="mb-5 text-xl font-bold">{words.title}</h1>
        {params.has("expired") && (
          <p role="status" className="mb-4 rounded-lg bg-warn-wash px-3 py-2 text-sm text-warn">
            {words.expired}
          </p>
        )}
        <LoginForm onLogin={login} onDone={() => navigate(safeNext(params.get("next")), { replace: true })} />
        <Link to="/forgot" className="mt-4 inline-block py-2 text-sm text-accent hover:underline">
          {words.forgot}
        </Link>
      </div>
    </main>
  );
}
