/**
 * Which addresses of a plant directory may be followed. Pure. A person wrote them for the park; what
 * isn't plainly an address of a page or of a picture that moves is shown, not followed.
 */

const FOLLOWED: ReadonlySet<string> = new Set(["http:", "https:", "rtsp:", "rtsps:", "rtmp:"]);

/** The address to follow, null where there is none. */
export function linkOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  return FOLLOWED.has(new URL(url).protocol) ? url : null;
}
