import { Client, fetchExchange, gql } from "urql";
import { expect, it } from "vitest";
import { cache } from "@/net/cache";
import { keys } from "@/net/keys";
import { documents } from "../../scripts/documents.mjs";

const AddNote = gql`
  mutation AddNote($input: AddLeadNoteInput!) {
    addLeadNote(input: $input) {
      userErrors {
        message
      }
    }
  }
`;

/** A client whose server answers as told, and the idempotency keys that arrived at it. */
function office(answers: ("lost" | "answered")[], now = () => 0) {
  const arrived: string[] = [];
  const client = new Client({
    url: "http://office.test/graphql",
    preferGetMethod: false,
    exchanges: [keys(now), fetchExchange],
    fetch: async (_url, init) => {
      const { variables } = JSON.parse(String(init?.body));
      arrived.push(variables.input.idempotencyKey);
      if (answers.shift() === "lost") throw new TypeError("the connection broke");
      return Response.json({ data: { addLeadNote: { userErrors: [] } } });
    },
  });
  const note = (text: string) => client.mutation(AddNote, { input: { id: "l1", text } }).toPromise();
  return { arrived, note };
}

it("what is tried again after the connection broke has the key of the first try; the next act has its own", async () => {
  const { arrived, note } = office(["lost", "answered", "answered"]);
  expect((await note("לחזור מחר")).error?.networkError).toBeDefined();
  await note("לחזור מחר");
  await note("לחזור מחר");
  expect(arrived[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(arrived[1]).toBe(arrived[0]);
  expect(arrived[2]).not.toBe(arrived[0]);
});

it("a second press while the first is under way is the same act, other words are another", async () => {
  const { arrived, note } = office(["answered", "answered", "answered"]);
  await Promise.all([note("א"), note("א"), note("ב")]);
  expect(arrived[1]).toBe(arrived[0]);
  expect(arrived[2]).not.toBe(arrived[0]);
});

it("an act whose outcome nobody knew is a new one after a while", async () => {
  let now = 0;
  const { arrived, note } = office(["lost", "answered"], () => now);
  await note("א");
  now = 11 * 60_000;
  await note("א");
  expect(arrived[1]).not.toBe(arrived[0]);
});

it("a question passes as it is, without variables too", async () => {
  const client = new Client({
    url: "http://office.test/graphql",
    preferGetMethod: false,
    exchanges: [cache(), keys(), fetchExchange],
    fetch: async () => Response.json({ data: { __typename: "Query", leadTags: [] } }),
  });
  const { data, error } = await client
    .query(gql("{ __typename leadTags { __typename name } }"), {})
    .toPromise();
  expect(error).toBeUndefined();
  expect(data.leadTags).toEqual([]);
});

it("every document of the sources is found with its fragments and the type names the cache needs", () => {
  const found = documents("src");
  expect(found.get("RecentCalls")).toMatch(/fragment CallRowFields on Call/);
  expect(found.get("RecentCalls")).toMatch(/__typename/);
  expect(found.size).toBeGreaterThan(40);
});
