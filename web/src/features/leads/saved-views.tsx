import { Bookmark, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useMutation } from "urql";
import { useMay, useViewer } from "@/features/session/viewer";
import { t } from "@/i18n";
import { work } from "@/i18n/he/lead-work";
import { unsaved } from "@/net/failure";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { toast } from "@/ui/toast";
import { SaveLeadViews } from "./work";

/** The lists the office comes back to: the address of each, under a name. */
export function SavedViews() {
  const { leadViews } = useViewer().business;
  const may = useMay("EDIT_LEADS");
  const [params] = useSearchParams();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string>();
  const [, save] = useMutation(SaveLeadViews);
  const here = params.toString();

  async function put(views: { name: string; query: string }[]) {
    const { data, error } = await save({ input: { views } });
    const refused = error ? unsaved(error) : data?.saveLeadViews.userErrors[0]?.message;
    setProblem(refused);
    return !refused;
  }
  async function add(event: FormEvent) {
    event.preventDefault();
    if (!name.trim() || !(await put([...leadViews, { name: name.trim(), query: here }]))) return;
    setOpen(false);
    setName("");
    toast(work.saved.done);
  }
  if (leadViews.length === 0 && !(may && here)) return null;
  return (
    <nav aria-label={work.saved.title} className="mb-3 flex flex-wrap items-center gap-1.5">
      {leadViews.map((view) => (
        <Link
          key={view.name}
          to={`?${view.query}`}
          data-testid="saved-view"
          aria-current={view.query === here ? "page" : undefined}
          className={cx(buttonClass("quiet", "sm"), view.query === here && "border-accent text-accent")}
        >
          <bdi>{view.name}</bdi>
        </Link>
      ))}
      {may && here && (
        <Button kind="ghost" size="sm" onClick={() => setOpen(true)} data-testid="save-view">
          <Bookmark aria-hidden="true" className="size-4" />
          {work.saved.save}
        </Button>
      )}
      <Dialog open={open} onOpenChange={setOpen} title={work.saved.save}>
        <form onSubmit={add} className="flex items-end gap-2">
          <TextField
            label={work.saved.name}
            dir="auto"
            testId="view-name"
            value={name}
            error={problem}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button kind="primary" type="submit">
            {t.common.save}
          </Button>
        </form>
        <ul className="mt-4 divide-y divide-line">
          {leadViews.map((view) => (
            <li key={view.name} className="flex items-center justify-between py-1">
              <bdi>{view.name}</bdi>
              <IconButton
                label={work.saved.remove(view.name)}
                onClick={() => put(leadViews.filter((each) => each.name !== view.name))}
              >
                <Trash2 aria-hidden="true" className="size-4" />
              </IconButton>
            </li>
          ))}
        </ul>
      </Dialog>
    </nav>
  );
}
