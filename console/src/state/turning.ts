/**
 * Lists on a wall that have no room for everything: they turn their pages by themselves, nobody scrolls
 * there. Pure. All lists turn at the same instant, so that the wall rests in between.
 */

export const TURN_MS = 15_000;

/** How often the pages have turned. */
export function turnAt(monotonic: number): number {
  return Math.floor(monotonic / TURN_MS);
}

export interface Leaf<Item> {
  /** From the top of the list: these stay in sight on every page. */
  pinned: readonly Item[];
  shown: readonly Item[];
  /** From 1. */
  page: number;
  pages: number;
  /** Items that are on no page. */
  beyond: number;
}

export interface Turning {
  /** How many items have room. */
  fits: number;
  turn: number;
  /** How many stay in sight where the list turns. */
  pinned?: number;
  /** After so many pages it begins anew, or a page would come too seldom. */
  most?: number;
}

export function leafAt<Item>(items: readonly Item[], turning: Turning): Leaf<Item> {
  const fits = Math.max(1, turning.fits);
  if (items.length <= fits) return { pinned: [], shown: items, page: 1, pages: 1, beyond: 0 };
  const kept = Math.min(turning.pinned ?? 0, fits - 1);
  const [pinned, rest] = [items.slice(0, kept), items.slice(kept)];
  const size = fits - kept;
  const pages = Math.min(turning.most ?? Infinity, Math.ceil(rest.length / size));
  const page = turning.turn % pages;
  return {
    pinned,
    shown: rest.slice(page * size, (page + 1) * size),
    page: page + 1,
    pages,
    beyond: Math.max(0, rest.length - pages * size),
  };
}
