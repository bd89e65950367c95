import { useEffect, useState } from "react";
import { useClient, useQuery } from "urql";
import { type FragmentOf, graphql } from "@/gql/graphql";
import { recentLeads } from "./recent";

const FoundLeadFields = graphql(`
  fragment FoundLeadFields on Lead {
    id
    name
    phone
    details {
      city
    }
  }
`);
export type FoundLead = FragmentOf<typeof FoundLeadFields>;

const FindLeads = graphql(
  `
    query FindLeads($search: String!) {
      leads(first: 6, filter: { search: $search }) {
        edges {
          cursor
          node {
            ...FoundLeadFields
          }
        }
      }
    }
  `,
  [FoundLeadFields],
);

const RecentLead = graphql(
  `
    query RecentLead($id: ID!) {
      lead(id: $id) {
        ...FoundLeadFields
      }
    }
  `,
  [FoundLeadFields],
);

/** How long typing pauses before the server is asked, in milliseconds. */
const PAUSE = 200;

/** Leads by name, phone in any spelling, or city: whatever the server's search finds. One letter finds too much to be of use. */
export function useFoundLeads(typed: string) {
  const [search, setSearch] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const asked = search.length > 1;
  const [{ data, fetching, error }] = useQuery({ query: FindLeads, variables: { search }, pause: !asked });
  const current = asked && search === typed.trim();
  return {
    leads: current && data ? data.leads.edges.map((edge) => edge.node) : [],
    searching: typed.trim().length > 1 && (!current || fetching),
    failed: current && error !== undefined,
  };
}

/** The leads opened last that are still there to be seen. */
export function useRecentLeads() {
  const client = useClient();
  const [leads, setLeads] = useState<FoundLead[]>([]);
  useEffect(() => {
    let wanted = true;
    const asked = recentLeads().map((id) => client.query(RecentLead, { id }).toPromise());
    Promise.all(asked).then((answers) => {
      if (wanted) setLeads(answers.flatMap(({ data }) => data?.lead ?? []));
    });
    return () => {
      wanted = false;
    };
  }, [client]);
  return leads;
}
