import { ScrollText } from "lucide-react";
import { useSearchParams } from "react-router";
import { useMutation, useQuery } from "urql";
import { PromptEditor } from "@/features/prompts/prompt-editor";
import {
  ActivatePromptVersion,
  type Channel,
  PromptVersionsQuery,
  PublishPromptVersion,
} from "@/features/prompts/prompts";
import { VersionList } from "@/features/prompts/version-list";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { prompts as promptsWords } from "@/i18n/he/machine";
import { Page } from "@/ui/page";
import { Segments } from "@/ui/segments";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";

const channels = Object.entries(promptsWords.channels) as [Channel, string][];

function Versions({ channel }: { channel: Channel }) {
  const [params, setParams] = useSearchParams();
  const may = useMay("EDIT_PROMPTS");
  const [{ data, error }, again] = useQuery({
    query: PromptVersionsQuery,
    variables: { channel },
    requestPolicy: "cache-and-network",
  });
  const [, publish] = useMutation(PublishPromptVersion);
  const [activation, activate] = useMutation(ActivatePromptVersion);
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;

  const versions = data.promptVersions.toSorted((a, b) => b.version - a.version);
  const asked = versions.find(({ version }) => String(version) === params.get("version"));
  const base = asked ?? versions.find((each) => each.active) ?? versions[0] ?? null;
  const select = (version: number) => setParams({ channel, version: String(version) }, { replace: true });

  async function onPublish(text: string) {
    const result = await publish({ input: { channel, text } });
    const payload = result.data?.publishPromptVersion;
    if (!payload?.promptVersion) return payload?.userErrors[0]?.message ?? t.common.serverError;
    toast(promptsWords.published(payload.promptVersion.version));
    select(payload.promptVersion.version);
    return null;
  }
  async function onActivate(version: number) {
    const result = await activate({ input: { channel, version } });
    const payload = result.data?.activatePromptVersion;
    if (payload?.promptVersion) toast(promptsWords.activated(version));
    else toast(payload?.userErrors[0]?.message ?? t.common.serverError, "failed");
  }

  return (
    <div className="grid gap-6 md:grid-cols-[14rem_minmax(0,1fr)] md:gap-10">
      {versions.length > 0 ? (
        <VersionList versions={versions} selected={base?.version ?? null} onSelect={select} />
      ) : (
        <Empty icon={ScrollText} title={promptsWords.emptyTitle} text={promptsWords.emptyText} />
      )}
      <PromptEditor
        key={`${channel}-${base?.version}`}
        base={base}
        onPublish={onPublish}
        onActivate={onActivate}
        activating={activation.fetching}
        may={may}
      />
    </div>
  );
}

export function Component() {
  const [params, setParams] = useSearchParams();
  const channel: Channel = params.get("channel") === "WHATSAPP" ? "WHATSAPP" : "CALLS";
  return (
    <Page
      title={promptsWords.title}
      lead={promptsWords.lead}
      actions={
        <Segments
          label={promptsWords.channel}
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
