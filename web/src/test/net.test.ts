import { Client, fetchExchange, gql, subscriptionExchange } from "urql";
import { expect, it } from "vitest";
import { cache } from "@/net/cache";
import { keys } from "@/net/keys";
import { lasting } from "@/net/lasting";
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

it("a change goes on without its page, unless browsers refuse one so long; a question does not", async () => {
  const asked: (boolean | undefined)[] = [];
  const client = new Client({
    url: "http://office.test/graphql",
    preferGetMethod: false,
    fetchOptions: { credentials: "same-origin" },
    exchanges: [lasting, fetchExchange],
    fetch: async (_url, init) => {
      expect(init?.credentials).toBe("same-origin");
      asked.push(init?.keepalive);
      return Response.json({ data: {} });
    },
  });
  await client.mutation(AddNote, { input: { id: "l1", text: "לחזור מחר" } }).toPromise();
  await client.mutation(AddNote, { input: { id: "l1", text: "א".repeat(5000) } }).toPromise();
  await client.query(gql("{ viewer { role } }"), {}).toPromise();
  expect(asked).toEqual([true, undefined, undefined]);
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

it("a list that is open is read again when leads are gone, and one of them is not shown from before", async () => {
  const leads = new Set(["l1", "l2"]);
  let tell: ((value: { data: Record<string, unknown> }) => void) | undefined;
  const client = new Client({
    url: "http://office.test/graphql",
    preferGetMethod: false,
    exchanges: [
      cache(),
      subscriptionExchange({
        forwardSubscription: () => ({
          subscribe: (sink) => {
            tell = sink.next;
            return { unsubscribe: () => undefined };
          },
        }),
      }),
      fetchExchange,
    ],
    fetch: async (_url, init) => {
      const { variables } = JSON.parse(String(init?.body));
      const lead = (id: string) => ({ __typename: "Lead", id });
      const edges = [...leads].map((id) => ({ __typename: "LeadEdge", node: lead(id) }));
      const id = variables?.id;
      return Response.json({
        data: id
          ? { lead: leads.has(id) ? lead(id) : null }
          : { leads: { __typename: "LeadConnection", edges } },
      });
    },
  });
  const seen: string[][] = [];
  type Edges = { edges: { node: { id: string } }[] };
  client
    .query<{ leads: Edges }>(gql("{ leads { __typename edges { __typename node { __typename id } } } }"), {})
    .subscribe(({ data }) => seen.push(data?.leads.edges.map(({ node }) => node.id) ?? []));
  const one = gql("query One($id: ID!) { lead(id: $id) { __typename id } }");
  expect((await client.query(one, { id: "l1" }).toPromise()).data?.lead).toBeTruthy();
  await expect.poll(() => seen.at(-1)).toEqual(["l1", "l2"]);

  client
    .subscription(gql("subscription { leadsGone { __typename ids others } }"), {})
    .subscribe(() => undefined);
  await expect.poll(() => tell).toBeDefined();
  leads.delete("l1");
  tell?.({ data: { leadsGone: { __typename: "LeadsGone", ids: ["l1"], others: false } } });
  await expect.poll(() => seen.at(-1)).toEqual(["l2"]);
  expect((await client.query(one, { id: "l1" }).toPromise()).data?.lead).toBeNull();
});

it("of a call beyond a full page only its beginning and its end are news", async () => {
  let asked = 0;
  let tell: ((value: { data: Record<string, unknown> }) => void) | undefined;
  const call = (callSid: string, endedAt: string | null = null) => ({ __typename: "Call", callSid, endedAt });
  const client = new Client({
    url: "http://office.test/graphql",
    preferGetMethod: false,
    exchanges: [
      cache(),
      subscriptionExchange({
        forwardSubscription: () => ({
          subscribe: (sink) => {
            tell = sink.next;
            return { unsubscribe: () => undefined };
          },
        }),
      }),
      fetchExchange,
    ],
    fetch: async () => {
      asked += 1;
      const edges = [{ __typename: "CallEdge", node: call("CA1") }];
      return Response.json({ data: { calls: { __typename: "CallConnection", totalCount: 2, edges } } });
    },
  });
  client
    .query(
      gql(
        "{ calls(filter: { live: true }) { __typename totalCount edges { __typename node { __typename callSid endedAt } } } }",
      ),
      {},
    )
    .subscribe(() => undefined);
  await expect.poll(() => asked).toBe(1);
  client
    .subscription(gql("subscription { callUpdated { __typename callSid endedAt } }"), {})
    .subscribe(() => undefined);
  await expect.poll(() => tell).toBeDefined();
  const news = async (callUpdated: object) => {
    tell?.({ data: { callUpdated } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    return asked;
  };
  expect(await news(call("CA2"))).toBe(2);
  expect(await news(call("CA2"))).toBe(2);
  expect(await news(call("CA1"))).toBe(2);
  expect(await news(call("CA2", "2026-11-29T00:00:00Z"))).toBe(3);
});

it("every document of the sources is found with its fragments and the type names the cache needs", () => {
  const found = documents("src");
  expect(found.get("RecentCalls")).toMatch(/fragment CallRowFields on Call/);
  expect(found.get("RecentCalls")).toMatch(/__typename/);
  expect(found.size).toBeGreaterThan(40);
});
