import {
  type AnyVariables,
  type Exchange,
  getOperationName,
  makeOperation,
  mapExchange,
  type Operation,
} from "urql";

/** How long an act whose outcome is not known is remembered: whoever tries again does so sooner, in milliseconds. */
const REMEMBERED = 10 * 60_000;

type Act = { key: string; at: number };
type Input = { input?: Record<string, unknown> };

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

const actOf = ({ query, variables }: Operation<unknown, AnyVariables>) => {
  const { idempotencyKey: _, ...input } = (variables as Input).input ?? {};
  return `${getOperationName(query)} ${JSON.stringify(input)}`;
};

/** Gives every mutation its idempotency key. The same act tried again after the connection broke, or while it is still under
 * way, keeps its key: whether the first try arrived nobody here can know, and the server does it once. */
export function keys(now: () => number = Date.now): Exchange {
  const open = new Map<string, Act>();
  return mapExchange({
    onOperation(operation) {
      if (operation.kind !== "mutation") return operation;
      const { input } = operation.variables as Input;
      if (!input || input.idempotencyKey) return operation;
      const act = actOf(operation);
      const held = open.get(act);
      const { key, at } = held && now() - held.at < REMEMBERED ? held : { key: newKey(), at: now() };
      open.set(act, { key, at });
      return makeOperation(
        operation.kind,
        { ...operation, variables: { ...operation.variables, input: { ...input, idempotencyKey: key } } },
        operation.context,
      );
    },
    onResult({ operation, error }) {
      // An answer, whatever it says, ends the act.
      if (operation.kind === "mutation" && !error?.networkError) open.delete(actOf(operation));
    },
  });
}
