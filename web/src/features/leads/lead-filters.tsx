import { SlidersHorizontal } from "lucide-react";
import { useCallback, useState } from "react";
import { useSearchParams } from "react-router";
import { useQuery } from "urql";
import { t } from "@/i18n";
import { work } from "@/i18n/he/lead-work";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { SearchField } from "@/ui/search-field";
import { Select } from "@/ui/select";
import { keys, useLeadFilter } from "./lead-filter";
import { useStages } from "./stages";
import { LeadChoices } from "./work";

const words = work.filters;

/** Which leads: everything is in the address, so a list can be shared and "back" returns to it. */
export function LeadFilters({ statuses }: { statuses: boolean }) {
  const { get, set, narrowed } = useLeadFilter();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState(() =>
    ["assignee", "tag", "source", "from", "to", "order"].some((key) => get(key)),
  );
  const [{ data }] = useQuery({ query: LeadChoices });
  const search = useCallback((value: string) => set("q", value), [set]);
  const stages = useStages();
  const clear = () => {
    const next = new URLSearchParams(params);
    for (const key of keys) next.delete(key);
    setParams(next, { replace: true });
  };
  const choose = (key: string, label: string, options: (readonly [string, string])[]) => (
    <Select
      label={label}
      testId={`filter-${key}`}
      value={get(key)}
      options={options}
      onChange={(value) => set(key, value)}
      className="min-w-24"
    />
  );
  return (
    <div className="mb-4 space-y-2">
      <div className="flex gap-2 md:max-w-2xl">
        <SearchField value={get("q")} placeholder={t.leads.searchPlaceholder} onChange={search} />
        {statuses &&
          choose("status", t.leads.filterStatus, [
            ["", t.common.all],
            ...stages.map((stage) => [stage.status, stage.name] as const),
          ])}
        <IconButton
          label={words.more}
          aria-expanded={open}
          data-testid="filter-more"
          onClick={() => setOpen(!open)}
          className="border border-line-strong md:size-10"
        >
          <SlidersHorizontal aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      {open && (
        <div className="grid grid-cols-2 items-end gap-2 md:flex md:flex-wrap">
          {choose("assignee", words.assignee, [
            ["", words.anyone],
            ["none", words.nobody],
            ...(data?.leadAssignees ?? []).map((user) => [user.id, user.name] as const),
          ])}
          {choose("tag", words.tag, [
            ["", words.anyTag],
            ...(data?.leadTags ?? []).map((tag) => [tag.name, `${tag.name} (${tag.count})`] as const),
          ])}
          {choose("source", words.source, [["", words.anySource], ...Object.entries(work.sources)])}
          {choose("order", words.order, [["", work.orders.NEWEST], ...Object.entries(work.orders).slice(1)])}
          {(["from", "to"] as const).map((key) => (
            <TextField
              key={key}
              type="date"
              label={words[key]}
              value={get(key)}
              onChange={(event) => set(key, event.currentTarget.value)}
            />
          ))}
          {narrowed && (
            <Button kind="ghost" onClick={clear}>
              {words.clear}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
