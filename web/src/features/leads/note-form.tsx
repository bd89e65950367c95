import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import { AddLeadNote } from "./mutations";

/** Something to write down. What was typed stays until the server has taken it. */
export function NoteForm({ id }: { id: string }) {
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
