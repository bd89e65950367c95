import { makeOperation, mapExchange } from "urql";

/** The most that goes on without its page, in characters of its variables: browsers take 64 KiB of all such requests together. */
const MOST = 4000;

/** Whoever saves and leaves the page in the same breath has saved: the request goes on without it. */
export const lasting = mapExchange({
  onOperation(operation) {
    if (operation.kind !== "mutation" || JSON.stringify(operation.variables).length > MOST) return operation;
    const { fetchOptions } = operation.context;
    const held = typeof fetchOptions === "function" ? fetchOptions() : fetchOptions;
    return makeOperation(operation.kind, operation, {
      ...operation.context,
      fetchOptions: { ...held, keepalive: true },
    });
  },
});
