/** Refusals: why the way back from the identity provider ended here, of a closed set: an address says nothing itself. */
const REFUSALS: Record<string, string> = {
  over: "This login is over, or began in another browser. Begin again.",
  refused: "The identity provider did not let you in.",
  unverified: "The identity provider has not verified your e-mail address.",
  not_invited: "Nobody has invited you. Ask an administrator for an invitation.",
  shut_out: "You are shut out. Ask an administrator.",
  no_tenant: "You are a member of no tenant. Ask an administrator for an invitation.",
  another_account: "Your e-mail address belongs to another account of the identity provider.",
  unavailable: "The identity provider does not answer. Try again later.",
};

export const refusal = (word: string | null): string =>
  word === null ? "" : (Object.hasOwn(REFUSALS, word) && REFUSALS[word]) || "You could not be signed in.";
