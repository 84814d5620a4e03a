/** Shapes: what the server answers where its description leaves the answer open. */
export type * from "./shapes/admin";
export type * from "./shapes/cases";
export type * from "./shapes/governed";
export type * from "./shapes/identity";
