import { authExchange } from "@urql/exchange-auth";
import { Client, type CombinedError, fetchExchange, subscriptionExchange } from "urql";
import { cache } from "./cache";
import { csrfToken, goToLogin, refresh } from "./session";
import { type Sink, subscribeForever } from "./socket";

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

export const client = new Client({
  url: "/graphql",
  preferGetMethod: false,
  fetchOptions: { credentials: "same-origin" },
  exchanges: [
    cache(),
    auth(),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({
          unsubscribe: subscribeForever({ query: query ?? "", variables }, sink as Sink),
        }),
      }),
    }),
  ],
});
