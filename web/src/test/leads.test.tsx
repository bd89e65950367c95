import { act, render, renderHook, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactNode, useState } from "react";
import { MemoryRouter } from "react-router";
import { Client, fetchExchange, gql, Provider } from "urql";
import { expect, it, vi } from "vitest";
import { LeadBoard } from "@/features/leads/lead-board";
import { useLeadPages } from "@/features/leads/lead-pages";
import { LeadWork } from "@/features/leads/lead-work";
import { LeadsQuery } from "@/features/leads/work";
import { ViewerContext, type ViewerData } from "@/features/session/viewer";
import { pastClient } from "@/net/past";
import { SearchField } from "@/ui/search-field";
import { lead } from "./fixtures";
import { owner, staged } from "./stage";

const row = (id: string) => ({ ...lead, id });
const list = (ids: string[], totalCount = ids.length, endCursor: string | null = null) => ({
  leads: {
    totalCount,
    pageInfo: { hasNextPage: endCursor !== null, endCursor },
    edges: ids.map((id) => ({ cursor: id, node: row(id) })),
  },
});

it("whoever may only look changes no field of the business's own", () => {
  const leadFields: ViewerData["business"]["leadFields"] = [
    { key: "floor", name: "קומה", kind: "NUMBER", options: [] },
    { key: "lift", name: "מעלית", kind: "YES_NO", options: [] },
  ];
  const onlooker: ViewerData = { ...owner, permissions: [], business: { ...owner.business, leadFields } };
  render(
    <MemoryRouter>
      {staged(
        <ViewerContext value={onlooker}>
          <LeadWork lead={lead} />
        </ViewerContext>,
      )}
    </MemoryRouter>,
  );
  expect(screen.getByLabelText("קומה")).toBeDisabled();
  expect(screen.getByRole("combobox", { name: "מעלית" })).toHaveAttribute("data-disabled");
});

it("a change asked of the past never reaches the server", async () => {
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  const { error } = await pastClient
    .mutation(gql("mutation AddTag { changeLeads { operation } }"), {})
    .toPromise();
  vi.unstubAllGlobals();
  expect(error?.graphQLErrors[0]?.extensions.code).toBe("FORBIDDEN");
  expect(fetched).not.toHaveBeenCalled();
});

it("a search of two words keeps the space between them, and follows what is cleared elsewhere", async () => {
  function Screen() {
    const [value, setValue] = useState("");
    return (
      <>
        <SearchField value={value} placeholder="חיפוש" onChange={setValue} />
        <output>{value}</output>
        <button type="button" onClick={() => setValue("")}>
          ניקוי
        </button>
      </>
    );
  }
  render(<Screen />);
  const box = screen.getByRole("searchbox");
  await userEvent.type(box, "דנה ");
  await expect.poll(() => screen.getByRole("status").textContent).toBe("דנה");
  expect(box).toHaveValue("דנה ");
  await userEvent.type(box, "כהן");
  await expect.poll(() => screen.getByRole("status").textContent).toBe("דנה כהן");
  await userEvent.click(screen.getByRole("button", { name: "ניקוי" }));
  expect(box).toHaveValue("");
});

it("a column leads to the rest of its list with the search it was narrowed by", async () => {
  render(
    <MemoryRouter initialEntries={["/leads?view=board&q=dana&tag=vip"]}>
      {staged(<LeadBoard filter={{}} order="NEWEST" />, { Leads: list(["l1"], 31) })}
    </MemoryRouter>,
  );
  const [more] = await screen.findAllByRole("link", { name: /ועוד 30/ });
  expect(more).toHaveAttribute("href", "/leads?q=dana&tag=vip&status=NEW");
});

it("a column that was not read says so, and is read again when it is asked to", async () => {
  let answer: object = { errors: [{ message: "fault" }] };
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async () => Response.json(answer),
  });
  render(
    <MemoryRouter>
      <Provider value={client}>
        <ViewerContext value={owner}>
          <LeadBoard filter={{}} order="NEWEST" />
        </ViewerContext>
      </Provider>
    </MemoryRouter>,
  );
  const [retry] = await screen.findAllByRole("button", { name: "לנסות שוב" });
  answer = { data: list(["l1"]) };
  if (retry) await userEvent.click(retry);
  expect(await screen.findByTestId("board-card")).toBeVisible();
});

it("the second page begins where the first one ends, wherever that has moved to", async () => {
  let leads = ["a", "b", "c", "d", "e"];
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async (_, init) => {
      const { after } = JSON.parse(String(init?.body)).variables;
      const from = after ? leads.indexOf(after) + 1 : 0;
      const shown = leads.slice(from, from + 2);
      const rest = from + 2 < leads.length;
      return Response.json({ data: list(shown, leads.length, rest ? (shown.at(-1) ?? null) : null) });
    },
  });
  const wrapper = ({ children }: { children: ReactNode }) => <Provider value={client}>{children}</Provider>;
  const filter = {};
  const initialProps: { order: "NEWEST" | "NAME" } = { order: "NEWEST" };
  const asked = ({ order }: typeof initialProps) => useLeadPages(filter, order);
  const { result, rerender } = renderHook(asked, { wrapper, initialProps });
  const ids = () => result.current.rows?.map(({ id }) => id).join("");
  await expect.poll(ids).toBe("ab");
  act(() => result.current.more());
  await expect.poll(ids).toBe("abcd");
  leads = ["x", "a", "b", "c", "d", "e"];
  const first = { first: 50, after: null, filter, order: "NEWEST", asOf: null } as const;
  await act(() => client.query(LeadsQuery, first, { requestPolicy: "network-only" }).toPromise());
  await expect.poll(ids).toBe("xabc");
  // Another order is another list, from its beginning.
  rerender({ order: "NAME" });
  await expect.poll(ids).toBe("xa");
});
