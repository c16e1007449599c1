import { describe, expect, it } from "vitest";
import { linkOf } from "../src/state/links";

describe("an address of the plant directory", () => {
  it("is followed where it leads to a page or to a picture", () => {
    for (const url of ["https://video.example/7", "rtsp://cameras.invalid/A-1", "http://x/?a=1"]) {
      expect(linkOf(url)).toBe(url);
    }
  });

  it("is only shown where it is anything else", () => {
    for (const url of ["", "camera 7", "//video/7", "javascript:alert(1)", "data:text/html,x"]) {
      expect(linkOf(url)).toBeNull();
    }
  });
});
