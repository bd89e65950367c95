import { Compass } from "lucide-react";
import { Link } from "react-router";
import { t } from "@/i18n";
import { buttonClass } from "@/ui/button";
import { Empty } from "@/ui/states";

export const NotFound = () => (
  <div data-testid="not-found" className="pt-[12dvh]">
    <Empty icon={Compass} title={t.common.notFoundTitle} text={t.common.notFoundText}>
      <Link to="/" className={buttonClass("quiet")}>
        {t.common.goHome}
      </Link>
    </Empty>
  </div>
);
export const Component = NotFound;
