import { authExchange } from "@urql/exchange-auth";
import { Client, type CombinedError, fetchExchange, subscriptionExchange } from "urql";
import { cache } from "./cache";
import { socketLost } from "./connection";
import { keys } from "./keys";
import { lasting } from "./lasting";
import { named } from "./named";
import { csrfToken, goToLogin, refresh } from "./session";
import { askAgainOnRecovery, shown } from "./shown";
import type { Payload, Sink } from "./socket";

function unauthenticated(error: CombinedError) {
  const status = (error.response as Response | undefined)?.status;
  return status === 401 || error.graphQLErrors.some((e) => e.extensions?.code === "UNAUTHENTICATED");
}

/** Who asks, and what happens when the session is over. */
export const auth = () =>
  authExchange(async (utils) => ({
    addAuthToOperation: (operation) => {
      const token = csrfToken();
      return token ? utils.appendHeaders(operation, { "x-csrf-token": token }) : operation;
    },
    didAuthError: unauthenticated,
    refreshAuth: async () => {
      if ((await refresh()) === "denied") goToLogin();
    },
  }));

/** The live channel is no part of the first picture: it is loaded by the first subscription, again and again if need be. */
function listen(payload: Payload, sink: Sink): () => void {
  let stop: () => void = () => undefined;
  let over = false;
  const start = () =>
    import("./socket").then(
      ({ subscribeForever }) => {
        if (!over) stop = subscribeForever(payload, sink);
      },
      () => {
        socketLost();
        if (!over) setTimeout(start, 5000);
      },
    );
  start();
  return () => {
    over = true;
    stop();
  };
}

export const client = new Client({
  url: "/graphql",
  preferGetMethod: false,
  fetchOptions: { credentials: "same-origin" },
  exchanges: [
    shown,
    cache(),
    keys(),
    named,
    auth(),
    lasting,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables, extensions }) => ({
        subscribe: (sink) => ({
          unsubscribe: listen({ query: query ?? "", variables, extensions }, sink as Sink),
        }),
      }),
    }),
  ],
});
askAgainOnRecovery(client);
