import type { CombinedError } from "urql";

/** What a failed request means to a person. */
export function failure(error: CombinedError): "network" | "forbidden" | "server" {
  if (error.networkError && !error.response) return "network";
  if (error.graphQLErrors.some((e) => e.extensions?.code === "FORBIDDEN")) return "forbidden";
  return "server";
}
