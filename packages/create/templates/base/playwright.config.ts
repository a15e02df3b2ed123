import { defineConfig } from "@playwright/test";

const executablePath = process.env["CHROMIUM_PATH"];

/** `npm run smoke`: the built app in Chromium, which `npx playwright install chromium` brings, or that of CHROMIUM_PATH. */
export default defineConfig({
  testDir: "e2e",
  use: {
    baseURL: "http://127.0.0.1:4173",
    launchOptions: executablePath === undefined ? {} : { executablePath },
  },
  webServer: {
    command: "npm run build && npm run start",
    url: "http://127.0.0.1:4173/healthz",
    env: { PORT: "4173", ALONGSIDE_DATA: "test-results/data" },
    timeout: 120_000,
  },
});
