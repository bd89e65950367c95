import { names } from "virtual:documents";
import { getOperationName, mapExchange } from "urql";

/** Sends a document's name in place of its text: the server was built with the same documents and answers browsers no others.
 * Without a build (`npm run dev`, tests) there are no names, and texts are sent. */
export const named = mapExchange({
  onOperation(operation) {
    const sha256Hash = names[getOperationName(operation.query) ?? ""];
    return sha256Hash
      ? { ...operation, extensions: { persistedQuery: { version: 1, sha256Hash } } }
      : operation;
  },
});
