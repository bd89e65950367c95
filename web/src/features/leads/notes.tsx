import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { when } from "@/i18n/format";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import { Section } from "@/ui/page";
import { Said } from "@/ui/text";
import type { LeadPageData } from "./fragments";
import { AddLeadNote } from "./mutations";

function NoteForm({ id }: { id: string }) {
  const [{ fetching }, add] = useMutation(AddLeadNote);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return;
    const { data, error } = await add({ input: { id, text: text.trim() } });
    const refused = data?.addLeadNote.userErrors[0];
    setProblem(error ? unsaved(error) : refused?.message);
    if (!error && !refused) setText("");
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-2 pt-2">
      <TextArea
        label={t.leads.noteLabel}
        hideLabel
        testId="lead-note-input"
        placeholder={t.leads.notePlaceholder}
        value={text}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="sm"
        disabled={fetching || !text.trim()}
        className="self-start"
        data-testid="lead-note-add"
      >
        {t.leads.addNote}
      </Button>
    </form>
  );
}

export function Notes({ lead }: { lead: Pick<LeadPageData, "id" | "notes"> }) {
  const newestFirst = lead.notes.toSorted((a, b) => b.at.localeCompare(a.at));
  return (
    <Section title={t.leads.notes}>
      {useMay("EDIT_LEADS") && <NoteForm id={lead.id} />}
      <ul className="mt-3 space-y-3">
        {newestFirst.map((note) => (
          <li key={note.at + note.text} data-testid="lead-note">
            <p dir="auto" className="whitespace-pre-line">
              {note.text}
            </p>
            <p className="text-xs text-ink-3">
              <Said>{note.author}</Said>, <time dateTime={note.at}>{when(note.at)}</time>
            </p>
          </li>
        ))}
      </ul>
      {newestFirst.length === 0 && <p className="text-sm text-ink-3">{t.leads.notesEmpty}</p>}
    </Section>
  );
}
