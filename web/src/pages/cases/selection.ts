/** Selection: which evidence is pointed at or open; every part of the page shows the same one. */
import { createContext, useContext } from "react";

export interface Selection {
  /** Open in the drawer, held by the address. */
  selected: number | null;
  select: (number: number | null) => void;
  /** Under the pointer or focused. */
  pointed: number | null;
  point: (number: number | null) => void;
}

export const SelectionContext = createContext<Selection>({
  selected: null,
  select: () => undefined,
  pointed: null,
  point: () => undefined,
});

export const useSelection = (): Selection => useContext(SelectionContext);
