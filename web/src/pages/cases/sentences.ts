/** Sentences of a description, each with the numbers of the evidence whose words it repeats. */
import type { Numbered } from "./evidence";

export interface Sentence {
  text: string;
  cites: number[];
}

const END = /(?<=[.!?])\s+(?=[\p{L}\d])/u;
const FEWEST = 16;

export function sentencesOf(description: string, items: readonly Numbered[]): Sentence[] {
  return description.split(END).map((text) => {
    const words = text.toLowerCase();
    const cites = items.filter((item) => words.includes(beginning(item.text))).map((item) => item.number);
    return { text, cites: cites.slice(0, 3) };
  });
}

/** Enough of its words to know it by; what people wrote in brackets may be shortened in the description. */
const beginning = (text: string): string => {
  const lower = text.toLowerCase();
  const bracket = lower.indexOf(" (");
  return bracket >= FEWEST ? lower.slice(0, bracket) : lower;
};
