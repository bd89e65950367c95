import { ScrollText } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useSearchParams } from "react-router";
import { useMutation } from "urql";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { prompts as words } from "@/i18n/he/prompts";
import { Segments } from "@/ui/segments";
import { Empty, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { ActivateDialog } from "./activate-dialog";
import { PromptEditor } from "./prompt-editor";
import { ActivatePromptVersion, type Channel, type PromptData, PublishPromptVersion } from "./prompts";
import { SpokenBy } from "./spoken-by";
import { useDrafts } from "./use-drafts";
import { VersionList } from "./version-list";

const Comparison = lazy(() => import("./comparison").then((file) => ({ default: file.Comparison })));
const Rehearsal = lazy(() => import("./rehearsal").then((file) => ({ default: file.Rehearsal })));

const views = Object.entries(words.views) as [keyof typeof words.views, string][];

/** A channel's versions, and one of them looked at: its text, its difference, its calls. */
export function Workbench({ channel, versions }: { channel: Channel; versions: readonly PromptData[] }) {
  const [params, setParams] = useSearchParams();
  const may = useMay("EDIT_PROMPTS");
  const [, publish] = useMutation(PublishPromptVersion);
  const [activation, activate] = useMutation(ActivatePromptVersion);
  const [wanted, setWanted] = useState<PromptData | null>(null);
  const [drafts, keep] = useDrafts(channel);

  const active = versions.find((each) => each.active);
  const asked = versions.find(({ version }) => String(version) === params.get("version"));
  const base = asked ?? active ?? versions[0] ?? null;
  const typed = drafts[base?.version ?? 0] ?? null;
  const view = views.find(([key]) => key === params.get("view"))?.[0] ?? "text";

  function show(next: { version?: number; view?: string }) {
    const version = next.version ?? base?.version;
    const entries = { channel, version: version && String(version), view: next.view ?? view };
    setParams(
      Object.entries(entries).filter((entry): entry is [string, string] => Boolean(entry[1])),
      { replace: true },
    );
  }
  async function onPublish(text: string) {
    const result = await publish({ input: { channel, text } });
    const payload = result.data?.publishPromptVersion;
    if (!payload?.promptVersion) return payload?.userErrors[0]?.message ?? t.common.serverError;
    const { version } = payload.promptVersion;
    toast(words.published(version));
    keep(base?.version ?? 0, null);
    show({ version });
    return null;
  }
  async function onActivate() {
    if (!wanted) return;
    const { version } = wanted;
    const result = await activate({ input: { channel, version } });
    const payload = result.data?.activatePromptVersion;
    setWanted(null);
    if (payload?.promptVersion) toast(words.activated(version));
    else toast(payload?.userErrors[0]?.message ?? t.common.serverError, "failed");
  }

  return (
    <div className="grid gap-6 md:grid-cols-[14rem_minmax(0,1fr)] md:gap-10">
      {versions.length > 0 ? (
        <VersionList
          versions={versions}
          selected={base?.version ?? null}
          drafts={drafts}
          onSelect={(version) => show({ version })}
        />
      ) : (
        <Empty icon={ScrollText} title={words.emptyTitle} text={words.emptyText} />
      )}
      <div className="min-w-0 space-y-4">
        {base && (
          <Segments
            label={words.view}
            value={view}
            options={may ? views : views.filter(([key]) => key !== "rehearsal")}
            onChange={(next) => show({ view: next })}
          />
        )}
        {view === "compare" && base ? (
          <Suspense fallback={<SkeletonRows rows={4} />}>
            <Comparison key={base.version} versions={versions} base={base} draft={typed} />
          </Suspense>
        ) : view === "rehearsal" && base && may ? (
          <Suspense fallback={<SkeletonRows rows={4} />}>
            <Rehearsal key={base.version} channel={channel} text={typed ?? base.text} draft={typed != null} />
          </Suspense>
        ) : view === "calls" && base ? (
          <SpokenBy key={base.version} prompt={base} />
        ) : (
          <PromptEditor
            key={base?.version ?? 0}
            base={base}
            text={typed ?? base?.text ?? ""}
            onText={(text) => keep(base?.version ?? 0, text === (base?.text ?? "") ? null : text)}
            onPublish={onPublish}
            onActivate={setWanted}
            rollsBack={base != null && active != null && base.version < active.version}
            may={may}
          />
        )}
      </div>
      <ActivateDialog
        wanted={wanted}
        active={active}
        activating={activation.fetching}
        onConfirm={onActivate}
        onClose={() => setWanted(null)}
      />
    </div>
  );
}
