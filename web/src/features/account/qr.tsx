import { encode } from "uqr";
import { account } from "@/i18n/he/people";

/** A QR code: dark on light in either theme, since cameras want it so, with the quiet edge the standard asks for. */
export default function Qr({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={account.qr}
      shapeRendering="crispEdges"
      className="size-52 rounded-lg bg-white"
    >
      <path d={path.join("")} fill="#000" />
    </svg>
  );
}
