import { useSearchParams } from "react-router";
import { useQuery } from "urql";
import { type Channel, PromptVersionsQuery } from "@/features/prompts/prompts";
import { Workbench } from "@/features/prompts/workbench";
import { prompts as words } from "@/i18n/he/prompts";
import { Page } from "@/ui/page";
import { Segments } from "@/ui/segments";
import { Problem, SkeletonRows } from "@/ui/states";

const channels = Object.entries(words.channels) as [Channel, string][];

function Versions({ channel }: { channel: Channel }) {
  const [{ data, error }, again] = useQuery({
    query: PromptVersionsQuery,
    variables: { channel },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;
  const versions = data.promptVersions.toSorted((a, b) => b.version - a.version);
  return <Workbench channel={channel} versions={versions} />;
}

export function Component() {
  const [params, setParams] = useSearchParams();
  const channel: Channel = params.get("channel") === "WHATSAPP" ? "WHATSAPP" : "CALLS";
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Segments
          label={words.channel}
          value={channel}
          options={channels}
          onChange={(next) => setParams({ channel: next })}
        />
      }
    >
      <Versions key={channel} channel={channel} />
    </Page>
  );
}
