import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { compressed } from "./build/compressed.ts";
import { offline } from "./build/offline.ts";
import { pages } from "./build/pages.ts";

// In development (`npm run dev`) the page comes from Vite, with the packages' sources; everything
// the server answers is passed on to it.
const server = process.env["ALONGSIDE_SERVER"] ?? "http://127.0.0.1:4000";

export default defineConfig(({ command }) => ({
  plugins: [react(), pages(), offline(), compressed()],
  resolve: {
    conditions: [...(command === "serve" ? ["source"] : []), ...defaultClientConditions],
  },
  server: {
    host: process.env["HOST"] || "127.0.0.1",
    proxy: {
      "/live": { target: server, ws: true },
      "/healthz": server,
      "/metrics": server,
      "/home/activity": server,
      "/files": server,
    },
  },
}));
