import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

// In development (`npm run dev`) the page comes from Vite, with the packages' sources; everything
// the server answers is passed on to it.
const server = process.env["ALONGSIDE_SERVER"] ?? "http://localhost:4000";

export default defineConfig(({ command }) => ({
  plugins: [react()],
  resolve: {
    conditions: [...(command === "serve" ? ["source"] : []), ...defaultClientConditions],
  },
  server: {
    proxy: {
      "/live": { target: server, ws: true },
      "/healthz": server,
      "/metrics": server,
    },
  },
}));
