/**
 * How the console is built: one page, hashed files, nothing inlined, so that the content security
 * policy `default-src 'self'` needs no exception.
 */
import { defineConfig } from "vite";

const api = "http://127.0.0.1:8080";

export default defineConfig({
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    outDir: "../dashboard_api/console_files",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": { target: api, ws: true } } },
});
