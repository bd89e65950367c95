import { useCallback } from "react";
import { useMutation } from "urql";
import { work } from "@/i18n/he/lead-work";
import { toast } from "@/ui/toast";
import { UndoOperation } from "./work";

/** Takes an operation back and says what could not be. True when it was done. */
export function useUndo() {
  const [, undo] = useMutation(UndoOperation);
  return useCallback(
    async (operation: string) => {
      const { data, error } = await undo({ input: { operation } });
      const outcome = data?.undoLeadOperation;
      const refused = outcome?.userErrors[0]?.message;
      if (error || !outcome || refused) {
        toast(refused ?? work.undo.failed, "failed");
        return false;
      }
      if (outcome.pending) toast(work.undo.pending);
      else if (outcome.kept.length > 0) toast(work.undo.kept(outcome.kept.length));
      else toast(work.undo.done(outcome.changed));
      return true;
    },
    [undo],
  );
}

/** Says that something was done, with the way back. */
export function useDone() {
  const undo = useUndo();
  return useCallback(
    (title: string, operation: string | null) =>
      toast(
        title,
        "done",
        operation ? { label: work.undo.action, run: () => void undo(operation) } : undefined,
      ),
    [undo],
  );
}
