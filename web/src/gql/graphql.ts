import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./graphql-env";

/** Typed documents, inferred from `graphql/schema.graphql`; run `npm run codegen` when the schema changes. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  // Fragments are plain types: components still declare theirs, but stories and tests can pass literals.
  disableMasking: true;
  scalars: { DateTime: string; Date: string; LeadStatus: string; ID: string };
}>();

export type { FragmentOf, VariablesOf } from "gql.tada";
