import { Client, fetchExchange, makeOperation, mapExchange } from "urql";
import { auth } from "./client";
import { named } from "./named";

/** What would change something answers itself, as the server answers who may not: the change would be the present's. */
const refuse = async () =>
  Response.json({ errors: [{ message: "the past is not changed", extensions: { code: "FORBIDDEN" } }] });

const onlyLooking = mapExchange({
  onOperation: (operation) =>
    operation.kind === "mutation"
      ? makeOperation(operation.kind, operation, { ...operation.context, fetch: refuse })
      : operation,
});

/** Asks without the cache: the past of a thing has the thing's own key, and must not be taken for its present. */
export const pastClient = new Client({
  url: "/graphql",
  preferGetMethod: false,
  fetchOptions: { credentials: "same-origin" },
  exchanges: [onlyLooking, named, auth(), fetchExchange],
});
