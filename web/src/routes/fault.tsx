import { TriangleAlert } from "lucide-react";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/states";

/** A screen that threw, or a chunk that is gone after an upgrade: loading anew mends both. */
export const Fault = () => (
  <div role="alert" className="pt-[12dvh]">
    <Empty icon={TriangleAlert} title={t.common.errorTitle} text={t.common.serverError}>
      <Button onClick={() => window.location.reload()}>{t.common.retry}</Button>
    </Empty>
  </div>
);
