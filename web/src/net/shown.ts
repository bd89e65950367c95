import { type Client, makeOperation, mapExchange, type Operation } from "urql";
import { onRecovery } from "./connection";

const queries = new Map<number, Operation>();

/** Notes which queries stand behind what is on the screen. */
export const shown = mapExchange({
  onOperation(operation) {
    if (operation.kind === "query") queries.set(operation.key, operation);
    if (operation.kind === "teardown") queries.delete(operation.key);
  },
});

/** Asks for what is on the screen once more when the live channel is back: the news of the gap is not sent again. */
export function askAgainOnRecovery(client: Client) {
  onRecovery(() => {
    for (const operation of queries.values())
      client.reexecuteOperation(
        makeOperation("query", operation, { ...operation.context, requestPolicy: "cache-and-network" }),
      );
  });
}
