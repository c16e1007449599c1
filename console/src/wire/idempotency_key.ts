/** The key under which the server does something once, however often it is asked. */

/** Random, also where the page is not served securely and `randomUUID` is not there. */
export function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
