/** Words: the states of an approval as people say them. */
import { words } from "../../lib/format";

const STATES: Record<string, string> = { pending: "Waiting", consumed: "Used", denied: "Rejected" };

export const stateWord = (state: string): string => STATES[state] ?? words(state);
