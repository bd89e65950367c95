import { t } from "@/i18n";
import { Phone, Said } from "@/ui/text";
import type { CallRowData } from "./fragments";

type Props = { call: Pick<CallRowData, "direction" | "fromNumber" | "toNumber" | "lead"> };

const otherSide = ({ direction, fromNumber, toNumber }: Props["call"]) =>
  direction === "INBOUND" ? fromNumber : toNumber;

/** The person at the other end: the name when it is known, else the number. */
export function Caller({ call }: Props) {
  if (call.lead?.name) return <Said>{call.lead.name}</Said>;
  const number = call.lead?.phone ?? otherSide(call);
  return /^\+\d/.test(number) ? <Phone number={number} /> : <>{t.calls.unknownCaller}</>;
}

/** The number, when the name stands in for it. */
export function CallerNumber({ call }: Props) {
  return call.lead?.name ? <Phone number={otherSide(call)} /> : null;
}
