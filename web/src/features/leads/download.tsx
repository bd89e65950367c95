import type { ReactNode } from "react";
import { t } from "@/i18n";
import { goToLogin, refresh } from "@/net/session";
import { buttonClass } from "@/ui/button";
import { toast } from "@/ui/toast";

/** The browser fetches a file itself and would keep a refusal as the file: the session is renewed first, at every try. */
async function fetchFile(href: string) {
  const renewal = await refresh();
  if (renewal === "denied") return goToLogin();
  if (renewal === "offline")
    return toast(t.common.notFetched, "failed", { label: t.common.retry, run: () => fetchFile(href) });
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}

type Props = { href: string; testId: string; children: ReactNode };

/** A button that brings a file. */
export const Download = ({ href, testId, children }: Props) => (
  // biome-ignore lint/a11y/useValidAnchor: it leads to the file; the press only puts the session in order first
  <a
    href={href}
    download
    className={buttonClass("quiet")}
    data-testid={testId}
    onClick={(event) => {
      event.preventDefault();
      fetchFile(href);
    }}
  >
    {children}
  </a>
);
