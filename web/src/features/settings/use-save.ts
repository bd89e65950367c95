import { useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { settings } from "@/i18n/he/settings";
import { failure } from "@/net/failure";
import { toast } from "@/ui/toast";
import { UpdateBusinessSettings } from "./settings";

export type Errors = Record<string, string | undefined> & { form?: string };

/** Saves some of the business's settings. What the server refuses is told by its field; what was typed stays. */
export function useSave(fields: readonly string[]) {
  const [errors, setErrors] = useState<Errors>({});
  const [{ fetching }, update] = useMutation(UpdateBusinessSettings);

  async function save(input: Parameters<typeof update>[0]["input"]): Promise<boolean> {
    const { data, error } = await update({ input });
    const refused = data?.updateBusinessSettings.userErrors ?? [];
    if (error) {
      setErrors({ form: failure(error) === "network" ? t.common.networkError : t.common.serverError });
      return false;
    }
    const named = refused.map(({ field, message }) => [
      field && fields.includes(field) ? field : "form",
      message,
    ]);
    setErrors(Object.fromEntries(named));
    if (refused.length === 0) toast(settings.saved);
    return refused.length === 0;
  }
  return { save, saving: fetching, errors };
}
