import { Client, fetchExchange } from "urql";
import { auth } from "./client";
import { named } from "./named";

/** Asks without the cache: the past of a thing has the thing's own key, and must not be taken for its present. */
export const pastClient = new Client({
  url: "/graphql",
  preferGetMethod: false,
  fetchOptions: { credentials: "same-origin" },
  exchanges: [named, auth(), fetchExchange],
});
