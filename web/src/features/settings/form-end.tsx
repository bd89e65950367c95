import { t } from "@/i18n";
import { settings } from "@/i18n/he/settings";
import { Button } from "@/ui/button";

type Props = { may: boolean; saving: boolean; changed: boolean; error?: string };

/** The end of every section's form: what went wrong with all of it, and the button. */
export function FormEnd({ may, saving, changed, error }: Props) {
  if (!may) return <p className="text-sm text-ink-3">{settings.readOnly}</p>;
  return (
    <div className="space-y-3">
      {error && (
        <p role="alert" className="rounded-lg bg-danger-wash px-3 py-2 text-sm text-danger">
          {error}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={saving || !changed} data-testid="settings-save">
        {saving ? t.common.saving : settings.save}
      </Button>
    </div>
  );
}
