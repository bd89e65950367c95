import { calls } from "./he/calls";
import { common, shell } from "./he/common";
import { leads } from "./he/leads";
import { meetings } from "./he/office";

/** The message catalogue: one object a noun, typed by its own shape, so a missing key does not compile.
 * What only one lazy screen says is imported there from its own file, so that the first load goes without it. */
export const t = { common, shell, calls, leads, meetings };
