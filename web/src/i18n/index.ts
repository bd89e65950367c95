import { calls } from "./he/calls";
import { common, shell } from "./he/common";
import { leads } from "./he/leads";
import { meetings } from "./he/office";

/** The message catalogue: one object a noun, typed by its own shape, so a missing key does not compile. */
export const t = { common, shell, calls, leads, meetings };
