import type { CombinedError } from "urql";
import { t } from "@/i18n";

/** What a failed request means to a person. */
export function failure(error: CombinedError): "network" | "forbidden" | "stale" | "server" {
  const codes = error.graphQLErrors.map((e) => e.extensions?.code);
  if (error.networkError && !error.response) return "network";
  if (codes.includes("FORBIDDEN")) return "forbidden";
  // The server was built anew and does not know this page's documents: loading the page again brings those it knows.
  if (codes.includes("PERSISTED_QUERY_NOT_FOUND")) return "stale";
  return "server";
}

const said = {
  network: t.common.unsavedNetwork,
  forbidden: t.common.forbidden,
  stale: t.common.staleError,
  server: t.common.unsaved,
};

/** Why a change was not kept, for the form that keeps what was typed. */
export const unsaved = (error: CombinedError) => said[failure(error)];
