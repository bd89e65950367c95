import { Link } from "react-router";
import { useQuery } from "urql";
import { graphql } from "@/gql/graphql";
import { number, when } from "@/i18n/format";
import { page } from "@/i18n/he/lead-page";
import { Section } from "@/ui/page";
import { Problem, SkeletonRows } from "@/ui/states";

const words = page.memory;
const MemoryQuery = graphql(`
  query Memory($id: ID!, $asOf: DateTime) {
    lead(id: $id, asOf: $asOf) {
      id
      memory {
        tokens
        mostTokens
        items {
          at
          kind
          text
          call {
            callSid
          }
        }
      }
    }
  }
`);

/** What the agent will know when this person calls: the same words it is told then. */
export function Memory({ id, asOf }: { id: string; asOf: string | null }) {
  const [{ data, error }, again] = useQuery({
    query: MemoryQuery,
    variables: { id, asOf },
    requestPolicy: "cache-and-network",
  });
  const memory = data?.lead?.memory;
  return (
    <Section title={words.title}>
      {error && !data && <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />}
      {!memory && !error && <SkeletonRows rows={2} />}
      {memory && (
        <div data-testid="lead-memory">
          <p className="text-sm text-ink-3">{memory.items.length > 0 ? words.lead : words.empty}</p>
          <ol className="mt-2 space-y-3">
            {memory.items.map(({ at, kind, text, call }) => (
              <li key={at + kind + text} data-kind={kind} className="border-s-2 border-line ps-3">
                <p className="flex flex-wrap gap-x-2 text-xs text-ink-3">
                  {words.kinds[kind]}
                  {call ? (
                    <Link to={`/calls/${call.callSid}`} className="hover:text-accent hover:underline">
                      <time dateTime={at}>{when(at)}</time>
                    </Link>
                  ) : (
                    <time dateTime={at}>{when(at)}</time>
                  )}
                </p>
                <p dir="auto" className="line-clamp-6 text-sm leading-relaxed whitespace-pre-line">
                  {text}
                </p>
              </li>
            ))}
          </ol>
          {memory.items.length > 0 && (
            <p className="mt-2 text-xs text-ink-3">
              {words.size(number(memory.tokens), number(memory.mostTokens))}
            </p>
          )}
        </div>
      )}
    </Section>
  );
}
